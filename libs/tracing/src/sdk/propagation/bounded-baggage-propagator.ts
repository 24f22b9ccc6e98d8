import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { withinBaggageBoundary } from '#span/context/baggage-boundary.js';

/**
 * Sends baggage only to the hosts that may get it. OpenTelemetry's instrumentations of clients give a
 * propagator the headers of a request and not its host, but they call a hook with the request right
 * before, in the same turn of the event loop.
 */
export class BoundedBaggagePropagator implements TextMapPropagator {
  #host: string | undefined;
  readonly #propagator: TextMapPropagator;

  constructor(propagator: TextMapPropagator) {
    this.#propagator = propagator;
  }

  /** Sets the host of the request whose headers are injected next. */
  sendNextTo(host: string): void {
    this.#host = host;
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const host = this.#host;
    this.#host = undefined;
    const sent = host === undefined ? context : withinBaggageBoundary(context, () => host);
    this.#propagator.inject(sent, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.#propagator.extract(context, carrier, getter);
  }

  fields(): string[] {
    return this.#propagator.fields();
  }
}
