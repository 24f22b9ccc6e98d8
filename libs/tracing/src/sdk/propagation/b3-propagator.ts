import {
  type Context,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { readSingleField } from './field-value.js';

/** Matches the value of a B3 header: ids and flags, most of them in `b3`, or a word for a flag. */
const FIELD = /^(?:[0-9a-f-]{1,68}|[Tt]rue|[Ff]alse)$/;

/**
 * Creates a propagator that carries the trace context in the headers of Zipkin, by OpenTelemetry's own
 * propagator. That one gets only headers of the format: it would find one within a longer header, and
 * its ids would hold the whole header in memory.
 *
 * @param encoding `single` sends the header `b3`, `multi` the headers `x-b3-*`; both are read
 * @param forwardsDebug whether the debug flag of a caller, which makes every later service record, is
 *   sent with sampled spans
 * @see https://github.com/openzipkin/b3-propagation
 */
export function createB3Propagator(
  encoding: 'single' | 'multi',
  forwardsDebug: boolean,
): TextMapPropagator<unknown> {
  const injectEncoding =
    encoding === 'single' ? B3InjectEncoding.SINGLE_HEADER : B3InjectEncoding.MULTI_HEADER;
  return new BoundedB3Propagator(new B3Propagator({ injectEncoding }), forwardsDebug);
}

class BoundedB3Propagator implements TextMapPropagator<unknown> {
  readonly #propagator: TextMapPropagator<unknown>;
  readonly #forwardsDebug: boolean;

  constructor(propagator: TextMapPropagator<unknown>, forwardsDebug: boolean) {
    this.#propagator = propagator;
    this.#forwardsDebug = forwardsDebug;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (!span || isTracingSuppressed(context)) return;
    const isSampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
    // The debug flag has a key in the context that the propagator does not export.
    const sent =
      isSampled && this.#forwardsDebug ? context : trace.setSpanContext(ROOT_CONTEXT, span);
    this.#propagator.inject(sent, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.#propagator.extract(context, carrier, {
      keys: (carried) => getter.keys(carried),
      get(carried, name) {
        const field = readSingleField(getter.get(carried, name));
        return field !== undefined && FIELD.test(field) ? field : undefined;
      },
    });
  }

  fields(): string[] {
    return this.#propagator.fields();
  }
}
