import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Client } from 'pg';
import { warnOnce } from '#span/warn.js';
import { ConnectionTracer, type QueryEnd } from '#database/connection-tracer.js';
import { type QueryArguments, bindCallback, runQuery, queryTextOf } from './run-query.js';
import { readQuery } from './sql/read-query.js';
import { overrideMethod } from '#database/override-method.js';

/** The class of pg's clients, or a subclass of it. */
export type ClientClass = typeof Client;

/** The property of a client that pg's types do not declare, and that its native client lacks. */
interface ClientInternals {
  readonly connection?: {
    on(name: 'parameterStatus', listener: (message: ParameterStatus) => void): unknown;
  };
}

/** A message by which PostgreSQL reports the value of a parameter of the connection. */
interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * Returns a subclass of pg's `Client` that traces. Each query below a recorded span is one CLIENT span, and each
 * transaction is one INTERNAL span around its queries. Results, errors and callbacks are the client's own. A query
 * below no recorded span costs one look at the active span.
 *
 * Events that the connection emits by itself, such as a notification, run in no trace: the connection belongs to no
 * request, not even to the one that opened it.
 */
export function tracedClient(Base: ClientClass): ClientClass {
  const tracers = new WeakMap<object, ConnectionTracer>();

  class TracedClient extends Base {
    constructor(...args: ConstructorParameters<ClientClass>) {
      super(...args);
      let hasEscapes = false;
      const connectionTracer = new ConnectionTracer(this, (text) => readQuery(text, hasEscapes));
      tracers.set(this, connectionTracer);
      // A test may give a pool a client class whose instances are no emitters.
      const { once, connection } = this as Partial<Client> & ClientInternals;
      once?.call(this, 'end', () => connectionTracer.endWithConnection());
      connection?.on('parameterStatus', ({ parameterName, parameterValue }) => {
        if (parameterName === 'standard_conforming_strings') hasEscapes = parameterValue === 'off';
      });
    }
  }
  Object.defineProperty(TracedClient, 'name', { value: Base.name, configurable: true });

  overrideMethod(TracedClient.prototype, 'query', (client, args, run) => {
    const end = startQuery(tracers.get(client), args);
    return end ? runQuery(args, run, end) : bindCallback(args, run);
  });
  overrideMethod(TracedClient.prototype, 'connect', (_client, args, run) => {
    const bound = args.map((one) => context.bind(context.active(), one));
    return context.with(ROOT_CONTEXT, run, undefined, bound);
  });
  return TracedClient;
}

/**
 * Starts the span of a query. If its arguments throw when they are read, it has no span, and pg gets them as they are.
 */
function startQuery(
  connectionTracer: ConnectionTracer | undefined,
  args: QueryArguments,
): QueryEnd | undefined {
  try {
    return connectionTracer?.startQuery(queryTextOf(args));
  } catch (error) {
    warnOnce('A query could not be traced.', error);
    return undefined;
  }
}
