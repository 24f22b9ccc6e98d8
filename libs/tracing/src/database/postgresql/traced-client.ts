import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { Client } from 'pg';
import { warnOnce } from '#span/warn.js';
import { ConnectionTracer, type QueryEnd } from '#database/connection-tracer.js';
import { type QueryArguments, bindCallback, runQuery, queryTextOf } from './run-query.js';
import { readQuery } from './sql/read-query.js';
import { overrideMethod } from '#database/override-method.js';

export type ClientClass = typeof Client;

/** The member of a client that pg does not declare, and which its native one lacks. */
interface ClientInternals {
  readonly connection?: {
    on(name: 'parameterStatus', listener: (message: ParameterStatus) => void): unknown;
  };
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * A subclass of pg's `Client` whose every query below a recorded span is one CLIENT span, and whose
 * every transaction is one INTERNAL span around its queries. Results, errors and callbacks are those
 * of the client. Costs one look at the active span where nothing is recorded.
 *
 * What the connection says by itself, such as a notification, is in no trace: the connection belongs to
 * nobody's request, whichever opened it.
 */
export function tracedClient(Base: ClientClass): ClientClass {
  const tracers = new WeakMap<object, ConnectionTracer>();

  class TracedClient extends Base {
    constructor(...args: ConstructorParameters<ClientClass>) {
      super(...args);
      let hasEscapes = false;
      const connectionTracer = new ConnectionTracer(this, (text) => readQuery(text, hasEscapes));
      tracers.set(this, connectionTracer);
      // A pool may be given a class whose instances are no emitters, as in tests.
      const { once, connection } = this as Partial<Client> & ClientInternals;
      once?.call(this, 'end', () => connectionTracer.connectionLost());
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

/** The arguments may be anything, such as objects with getters that throw: it is for pg to judge them. */
function startQuery(
  connectionTracer: ConnectionTracer | undefined,
  args: QueryArguments,
): QueryEnd | undefined {
  try {
    return connectionTracer?.start(queryTextOf(args));
  } catch (error) {
    warnOnce('A query could not be traced.', error);
    return undefined;
  }
}
