import type { SpanKind, StatusCode } from '../trace/span.js';
import { InvalidRepetitionError } from './errors.js';
import type { TextPattern, ValuePattern } from './value-pattern.js';

export interface EventPattern {
  readonly name: TextPattern;
  /** As the attributes of a span. */
  readonly attributes?: AttributesPattern;
}

/** Those named must match, others may be there; one expected as `undefined` must be absent. */
export type AttributesPattern = Readonly<Record<string, ValuePattern | undefined>>;

export interface SpanExpectation {
  readonly service?: TextPattern;
  readonly kind?: SpanKind;
  readonly status?: StatusCode;
  readonly attributes?: AttributesPattern;
  /** All events, in order. */
  readonly events?: readonly EventPattern[];
  /**
   * An array: exactly these, in any order, so that `[]` is a leaf. Else what {@link containing} or {@link inOrder} made.
   * When absent, any children will do.
   */
  readonly children?: readonly ChildPattern[] | ChildrenPattern;
}

/** What a span has to be; made by {@link span}. */
export interface SpanPattern extends Omit<SpanExpectation, 'children'> {
  readonly name: TextPattern;
  readonly children?: ChildrenPattern;
}

/** A span and how often it may occur among siblings; made by {@link many} and {@link optional}. */
export interface RepeatedSpan {
  readonly pattern: SpanPattern;
  readonly min: number;
  readonly max: number;
}

export type ChildPattern = SpanPattern | RepeatedSpan;

/** The children of a span; made by {@link containing} and {@link inOrder}. */
export interface ChildrenPattern {
  readonly spans: readonly RepeatedSpan[];
  readonly ordered: boolean;
  /** Whether further children may be there. */
  readonly open: boolean;
}

/**
 * A span of this name. What is not mentioned may be anything. In strings, `*` stands for any characters.
 *
 * @example
 * await expect(receiver.trace(traceId)).toMatchTrace(
 *   span('POST /orders', {
 *     service: 'orders',
 *     kind: 'SERVER',
 *     attributes: { 'http.response.status_code': 201 },
 *     children: [span('OrdersService.place', { children: containing(span('INSERT *')) })],
 *   }),
 * );
 */
export function span(name: TextPattern, { children, ...rest }: SpanExpectation = {}): SpanPattern {
  if (children === undefined) return { name, ...rest };
  return { name, ...rest, children: isList(children) ? exactly(children, false) : children };
}

/** Children among which these are, in any order; others are ignored. */
export function containing(...children: readonly ChildPattern[]): ChildrenPattern {
  return { ...exactly(children, false), open: true };
}

/** Exactly these children, in the order of their start. */
export function inOrder(...children: readonly ChildPattern[]): ChildrenPattern {
  return exactly(children, true);
}

/**
 * The same span several times among siblings.
 * @param bounds `min` defaults to 1, `max` to no bound.
 * @throws {InvalidRepetitionError} unless 0 <= min <= max.
 */
export function many(
  pattern: SpanPattern,
  { min = 1, max = Infinity }: { readonly min?: number; readonly max?: number } = {},
): RepeatedSpan {
  if (!(min >= 0 && min <= max)) throw new InvalidRepetitionError(min, max);
  return { pattern, min, max };
}

/** A span that may be absent; there at most once. */
export function optional(pattern: SpanPattern): RepeatedSpan {
  return { pattern, min: 0, max: 1 };
}

function exactly(children: readonly ChildPattern[], ordered: boolean): ChildrenPattern {
  return { spans: children.map(toRepeated), ordered, open: false };
}

function toRepeated(child: ChildPattern): RepeatedSpan {
  return 'pattern' in child ? child : { pattern: child, min: 1, max: 1 };
}

function isList(
  children: readonly ChildPattern[] | ChildrenPattern,
): children is readonly ChildPattern[] {
  return Array.isArray(children);
}
