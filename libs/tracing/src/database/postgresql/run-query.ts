import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import type { QueryResult } from 'pg';
import type { QueryEnd } from '#database/connection-tracer.js';
import { isSubmittable, runSubmittable } from './submittable.js';
import { runWithReplaced } from '#database/run-with-replaced.js';

type Callback = (error: unknown, result?: QueryResult) => void;
/** Passes `args` to the `query` of pg. */
type Run = (args: QueryArguments) => unknown;

/** The arguments of pg's `query`. All but the first may be missing. */
export type QueryArguments = readonly unknown[];

/** Returns the text of the query in `args`. A stream, such as TypeORM's, has it on its cursor. */
export function queryTextOf([query]: QueryArguments): string {
  if (typeof query === 'string') return query;
  const { text, cursor } = Object(query) as { text?: unknown; cursor?: { text?: unknown } };
  const found = text ?? cursor?.text;
  return typeof found === 'string' ? found : '';
}

/**
 * Calls `run` with `args`, and calls `end` when the query has ended, before the caller hears of it. A callback runs in
 * the context of the call, whereas pg would run it in the context of the connection.
 */
export function runQuery(args: QueryArguments, run: Run, end: QueryEnd): unknown {
  const [query] = args;
  if (isSubmittable(query)) return runSubmittable(query, () => bindCallback(args, run), end);
  let hasCallback = false;
  const result = endOnThrow(end, () =>
    replaceCallback(args, run, (callback) => {
      hasCallback = true;
      return context.bind(context.active(), (error, result) => {
        end(error, result?.command);
        callback(error, result);
      });
    }),
  );
  return hasCallback || !types.isPromise(result) ? result : endAfter(result, end);
}

/** Calls `run` with `args`, of which the callback, if there is one, is bound to the context of the call. */
export function bindCallback(args: QueryArguments, run: Run): unknown {
  return replaceCallback(args, run, (callback) => context.bind(context.active(), callback));
}

function endOnThrow(end: QueryEnd, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    end(error);
    throw error;
  }
}

function endAfter(result: Promise<unknown>, end: QueryEnd): unknown {
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
 * Calls `run` with another callback in place of the one in `args`. A callback that is a property of the query is
 * replaced only while pg reads it, since a copy of the query would lack its class, its getters and its prototype.
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
