import type { Duration } from '../pattern/duration.js';

/**
 * Limits by what they apply to. A key is a glob that is compared to the service and to the name of each span, such as
 * `orders` or `SELECT *`, or to both, as `users · SELECT *`.
 */
export type LimitsBySelector<Limit> = Readonly<Record<string, Limit>>;

/** What a trace may take at most; a duration is a number of milliseconds, or a text such as `'1.5 s'`. */
export interface TraceBudget {
  /** How long the root span may take: what its caller waits for. */
  readonly total?: Duration;
  /** How long each span may take that a key selects. */
  readonly duration?: LimitsBySelector<Duration>;
  /**
   * How long spans may take without their children, summed: a single limit applies to each service, others to the spans that
   * their keys select.
   */
  readonly selfTime?: Duration | LimitsBySelector<Duration>;
  /** How many spans there may be, in all or of those that a key selects. */
  readonly count?: number | LimitsBySelector<number>;
  /** How many spans may lie between the root and a leaf, both included. */
  readonly depth?: number;
}
