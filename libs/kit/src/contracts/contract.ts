import type { SpanNode } from '../trace/span-tree.js';

/** What an assertion that has passed has said of a span. */
export interface Coverage {
  /** Whether it has named the span. */
  readonly span: boolean;
  /** Whether it has said that the span fails, or how. */
  readonly error: boolean;
}

/** Returns what an assertion that has passed has said of a span. */
export type Covers = (span: SpanNode) => Coverage;

/** A route, a span or an error path that tests have seen. */
export interface Contract {
  readonly kind: 'route' | 'span' | 'error';
  readonly service: string;
  /** The route with its method, the name of the span, or that name and its error, as `chargeCard: CardDeclinedError`. */
  readonly name: string;
  /** How many assertions were made about a trace that has it. */
  readonly seen: number;
  /** How many of these have passed, and said something of it: 0 when it has no contract. */
  readonly asserted: number;
}
