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

/** What the headers of B3 hold: ids and flags, of which `b3` has the most, or a word for a flag. */
const FIELD = /^(?:[0-9a-f-]{1,68}|[Tt]rue|[Ff]alse)$/;

/**
 * Carries the trace context in the headers of Zipkin, by OpenTelemetry's own propagator. It is given no
 * header that is none of B3: it would look for one within, and its ids would hold the whole.
 *
 * @param encoding `single` sends the header `b3`, `multi` several of `x-b3-*`; both of them are read
 * @param forwardsDebug whether a caller's debug flag, which has every service after it record, goes along
 *   with a span that is sampled
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
  constructor(
    private readonly propagator: TextMapPropagator<unknown>,
    private readonly forwardsDebug: boolean,
  ) {}

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (!span || isTracingSuppressed(context)) return;
    const isSampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
    // The debug flag has a key in the context that the propagator keeps to itself.
    const sent =
      isSampled && this.forwardsDebug ? context : trace.setSpanContext(ROOT_CONTEXT, span);
    this.propagator.inject(sent, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.propagator.extract(context, carrier, {
      keys: (carried) => getter.keys(carried),
      get(carried, name) {
        const field = readSingleField(getter.get(carried, name));
        return field !== undefined && FIELD.test(field) ? field : undefined;
      },
    });
  }

  fields(): string[] {
    return this.propagator.fields();
  }
}
