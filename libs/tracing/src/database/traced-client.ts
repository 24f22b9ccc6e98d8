import { trace } from '@opentelemetry/api';
import type { Client } from 'pg';
import { ports } from '../span/registry.js';
import { ConnectionTracer } from './connection-tracer.js';
import { type QueryArguments, bindCallback, observeQuery, queryTextOf } from './observe-query.js';
import { readQuery } from './read-query.js';

export type ClientClass = typeof Client;

/**
 * A subclass of pg's `Client` whose every query below a recorded span is one CLIENT span, and whose
 * every transaction is one INTERNAL span around its queries. Results, errors and callbacks are those
 * of the client. Costs one look at the active span where nothing is recorded.
 */
export function tracedClient(Base: ClientClass): ClientClass {
  const { query } = Base.prototype;
  const tracers = new WeakMap<object, ConnectionTracer>();

  class TracedClient extends Base {
    constructor(...args: ConstructorParameters<ClientClass>) {
      super(...args);
      const connectionTracer = new ConnectionTracer(this);
      tracers.set(this, connectionTracer);
      this.once('end', () => connectionTracer.connectionLost());
    }
  }

  function tracedQuery(this: object, ...args: QueryArguments[number][]): unknown {
    const run = (observed: QueryArguments): unknown => Reflect.apply(query, this, [...observed]);
    const connectionTracer = makesSpans() ? tracers.get(this) : undefined;
    if (!connectionTracer) return run(bindCallback(args));
    return observeQuery(args, run, connectionTracer.start(readQuery(queryTextOf(args))));
  }

  // By its descriptor: pg declares `query` in a dozen overloads that no one signature satisfies.
  Object.defineProperty(TracedClient.prototype, 'query', {
    value: tracedQuery,
    configurable: true,
    writable: true,
  });
  return TracedClient;
}

function makesSpans(): boolean {
  return !ports.officialInstrumentations && trace.getActiveSpan()?.isRecording() === true;
}
