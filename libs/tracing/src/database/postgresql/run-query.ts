import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { QueryResult } from 'pg';
import type { QueryEnd } from '#database/connection-tracer.js';
import { isSubmittable, runSubmittable } from './submittable.js';
import { runWithReplaced } from '#database/run-with-replaced.js';

type Callback = (error: unknown, result?: QueryResult) => void;
type Run = (args: QueryArguments) => unknown;

/** The ways in which pg's `query` is called; every argument but the first may be absent. */
export type QueryArguments = readonly unknown[];

/** The text of the query that `args` ask for. That of a stream, which is what TypeORM returns, is its cursor's. */
export function queryTextOf([query]: QueryArguments): string {
  if (typeof query === 'string') return query;
  const { text, cursor } = Object(query) as { text?: unknown; cursor?: { text?: unknown } };
  const found = text ?? cursor?.text;
  return typeof found === 'string' ? found : '';
}

/**
 * Calls `run` with `args` such that `end` learns how the query ended, before the caller does. A callback
 * runs in the context of the call: pg would run it in the context of the connection.
 */
export function runQuery(args: QueryArguments, run: Run, end: QueryEnd): unknown {
  const [query] = args;
  if (isSubmittable(query)) return runSubmittable(query, () => bindCallback(args, run), end);
  let hasCallback = false;
  const result = ending(end, () =>
    replaceCallback(args, run, (callback) => {
      hasCallback = true;
      return context.bind(context.active(), (error, result) => {
        end(error, result?.command);
        callback(error, result);
      });
    }),
  );
  return hasCallback || !types.isPromise(result) ? result : observePromise(result, end);
}

/** Calls `run` with the callback among `args`, if there is one, bound to the context of the call. */
export function bindCallback(args: QueryArguments, run: Run): unknown {
  return replaceCallback(args, run, (callback) => context.bind(context.active(), callback));
}

function ending(end: QueryEnd, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    end(error);
    throw error;
  }
}

function observePromise(result: Promise<unknown>, end: QueryEnd): unknown {
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

/**
 * Calls `run` with another callback. One that is a property of the query is replaced while pg reads it:
 * a copy of the query would lack what its class, its getters and its prototype say.
 */
function replaceCallback(
  args: QueryArguments,
  run: Run,
  replace: (callback: Callback) => Callback,
): unknown {
  const index = args.findLastIndex((argument) => typeof argument === 'function');
  if (index !== -1) return run(args.with(index, replace(args[index] as Callback)));
  const [query] = args;
  if (typeof query !== 'object' || query === null || isSubmittable(query)) return run(args);
  return runWithReplaced(query as { callback?: Callback }, 'callback', replace, () => run(args));
}
