import type { InstrumentationScope, Resource } from '../trace/span.js';

/** What the items of one scope have in common. */
export interface Origin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly resourceBytes: number;
  readonly scopeBytes: number;
}

/** A span, a log record or a metric, and what it took on the wire. */
export interface Decoded<T> {
  readonly item: T;
  /** The size of the item in bytes, without its resource and scope. */
  readonly bytes: number;
  readonly origin: Origin;
}

/** An item of a request that could not be taken. */
export interface Refusal {
  /** The trace that a refused span belongs to, `undefined` when it is not a span, or has no valid trace id. */
  readonly traceId: string | undefined;
  /** Says what is wrong with the item, as a whole sentence. */
  readonly reason: string;
}

/** What an export request holds. */
export interface DecodedRequest<T> {
  readonly items: readonly Decoded<T>[];
  readonly refusals: readonly Refusal[];
}
