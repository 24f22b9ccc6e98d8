import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { QueryResult } from 'pg';
import type { QueryEnd } from './connection-tracer.js';

type Callback = (error: unknown, result?: QueryResult) => void;

/** A query that speaks the protocol itself, such as a cursor or a stream. */
interface Submittable {
  submit(connection: unknown): unknown;
  handleError(error: unknown, connection: unknown): unknown;
  handleReadyForQuery(connection: unknown): unknown;
}

/** The ways in which pg's `query` is called; every argument but the first may be absent. */
export type QueryArguments = readonly unknown[];

/** The text of the query that `args` ask for. */
export function queryTextOf([query]: QueryArguments): string {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | null | undefined)?.text;
  return typeof text === 'string' ? text : '';
}

/**
 * Calls `run` with `args` such that `end` is told how the query ended, before the caller is. A
 * callback runs in the context of the call: pg would run it in that of whatever woke the socket.
 */
export function observeQuery(
  args: QueryArguments,
  run: (args: QueryArguments) => unknown,
  end: QueryEnd,
): unknown {
  const [query] = args;
  if (isSubmittable(query)) {
    observeSubmittable(query, end);
    return run(args);
  }
  const observed = withCallback(args, (callback) =>
    context.bind(context.active(), (error, result) => {
      end(error, result?.command);
      callback(error, result);
    }),
  );
  return observed ? run(observed) : observePromise(() => run(args), end);
}

/** `args` with their callback bound to the context of the call, where no span is made. */
export function bindCallback(args: QueryArguments): QueryArguments {
  return withCallback(args, (callback) => context.bind(context.active(), callback)) ?? args;
}

function observePromise(run: () => unknown, end: QueryEnd): unknown {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    end(error);
    throw error;
  }
  if (!types.isPromise(result)) return result;
  return (result as Promise<QueryResult | undefined>).then(
    (value) => {
      end(undefined, value?.command);
      return value;
    },
    (error: unknown) => {
      end(error);
      throw error;
    },
  );
}

function withCallback(
  args: QueryArguments,
  replace: (callback: Callback) => Callback,
): QueryArguments | undefined {
  const index = args.findLastIndex((argument) => typeof argument === 'function');
  if (index !== -1) return args.with(index, replace(args[index] as Callback));
  const [query, ...rest] = args;
  const callback = (query as { callback?: unknown } | null | undefined)?.callback;
  if (typeof callback !== 'function') return undefined;
  return [{ ...(query as object), callback: replace(callback as Callback) }, ...rest];
}

function isSubmittable(query: unknown): query is Submittable {
  return typeof (query as Partial<Submittable> | null | undefined)?.submit === 'function';
}

/** The protocol's last word on a query is `ReadyForQuery`, an error's the error. */
function observeSubmittable(query: Submittable, end: QueryEnd): void {
  const { handleError, handleReadyForQuery } = query;
  let ended = false;
  const endOnce: QueryEnd = (error) => {
    if (ended) return;
    ended = true;
    end(error);
  };
  query.handleError = (error, connection) => {
    endOnce(error);
    return handleError.call(query, error, connection);
  };
  query.handleReadyForQuery = (connection) => {
    endOnce(undefined);
    return handleReadyForQuery.call(query, connection);
  };
}
