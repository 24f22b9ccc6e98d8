import type { QueryEnd } from '#database/connection-tracer.js';

/** A query that exchanges messages with PostgreSQL itself, such as a cursor, a stream, `COPY`, or a `Query` of pg. */
export interface Submittable {
  submit(connection: unknown): unknown;
  handleError(error: unknown, connection: unknown): unknown;
  handleReadyForQuery(connection: unknown): unknown;
}

type EndingMethod = 'handleError' | 'handleReadyForQuery';

export function isSubmittable(query: unknown): query is Submittable {
  return typeof (query as Partial<Submittable> | null | undefined)?.submit === 'function';
}

/**
 * Calls `run`, which passes `query` to pg, and calls `end` when the query has ended. A query ends with an error, or
 * with `ReadyForQuery`, the last message of the protocol about it. Then the methods of the query are restored.
 */
export function runSubmittable(query: Submittable, run: () => unknown, end: QueryEnd): unknown {
  const restore: (() => void)[] = [];
  const finish: QueryEnd = (error) => {
    if (restore.length === 0) return;
    for (const undo of restore.splice(0)) undo();
    end(error);
  };
  callBefore(query, 'handleError', (error) => finish(error), restore);
  callBefore(query, 'handleReadyForQuery', () => finish(undefined), restore);
  try {
    return run();
  } catch (error) {
    finish(error);
    throw error;
  }
}

/** Calls `before` ahead of the method `key` of `query`, and adds to `restore` a function that restores the method. */
function callBefore(
  query: Submittable,
  key: EndingMethod,
  before: (...args: unknown[]) => void,
  restore: (() => void)[],
): void {
  const own = Object.getOwnPropertyDescriptor(query, key);
  const handle: (...args: never[]) => unknown = query[key];
  function replaced(...args: unknown[]): unknown {
    before(...args);
    return Reflect.apply(handle, query, args);
  }
  const isDefined = Reflect.defineProperty(query, key, {
    value: replaced,
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? false,
  });
  restore.push(() => {
    if (!isDefined || query[key] !== replaced) return;
    if (own) Object.defineProperty(query, key, own);
    else Reflect.deleteProperty(query, key);
  });
}
