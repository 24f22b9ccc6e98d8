import type { QueryEnd } from '#database/connection-tracer.js';

/** A query that speaks the protocol itself, such as a cursor, a stream, `COPY`, or a `Query` of pg. */
export interface Submittable {
  submit(connection: unknown): unknown;
  handleError(error: unknown, connection: unknown): unknown;
  handleReadyForQuery(connection: unknown): unknown;
}

type Observed = 'handleError' | 'handleReadyForQuery';

export function isSubmittable(query: unknown): query is Submittable {
  return typeof (query as Partial<Submittable> | null | undefined)?.submit === 'function';
}

/**
 * Calls `run`, which hands `query` to pg, such that `end` learns how it ended. The protocol's last word on
 * a query is `ReadyForQuery`, or the error. The methods of the query are its own again afterwards.
 */
export function runSubmittable(query: Submittable, run: () => unknown, end: QueryEnd): unknown {
  const restore: (() => void)[] = [];
  const finish: QueryEnd = (error) => {
    if (restore.length === 0) return;
    for (const undo of restore.splice(0)) undo();
    end(error);
  };
  observe(query, 'handleError', (error) => finish(error), restore);
  observe(query, 'handleReadyForQuery', () => finish(undefined), restore);
  try {
    return run();
  } catch (error) {
    finish(error);
    throw error;
  }
}

function observe(
  query: Submittable,
  key: Observed,
  before: (...args: unknown[]) => void,
  restore: (() => void)[],
): void {
  const own = Object.getOwnPropertyDescriptor(query, key);
  const handle: (...args: never[]) => unknown = query[key];
  function observed(...args: unknown[]): unknown {
    before(...args);
    return Reflect.apply(handle, query, args);
  }
  const isDefined = Reflect.defineProperty(query, key, {
    value: observed,
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? false,
  });
  restore.push(() => {
    if (!isDefined || query[key] !== observed) return;
    if (own) Object.defineProperty(query, key, own);
    else Reflect.deleteProperty(query, key);
  });
}
