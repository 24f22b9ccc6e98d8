import type { SpanKind, StatusCode } from '../trace/span.js';
import { type DurationPattern, requireDurationPattern } from './duration-pattern.js';
import { InvalidRepetitionError } from './errors.js';
import { requireKnownFields } from './known-fields.js';
import type { TextPattern, ValuePattern } from './value-pattern.js';

/** An event that a span is expected to have. */
export interface EventPattern {
  readonly name: TextPattern;
  /** The attributes that the event must have; any others may be there too. */
  readonly attributes?: AttributesPattern;
}

/** A link that a span is expected to have; a field that is left out accepts anything. */
export interface LinkPattern {
  /** The id of the trace that the link leads to. */
  readonly traceId?: TextPattern;
  /** The id of the span that the link leads to. */
  readonly spanId?: TextPattern;
  /** The attributes that the link must have; any others may be there too. */
  readonly attributes?: AttributesPattern;
}

/** The attributes that must match, by key; any others may be there too. A key with `undefined` must be absent. */
export type AttributesPattern = Readonly<Record<string, ValuePattern | undefined>>;

/** What is expected of a span besides its name. A field that is left out accepts anything. */
export interface SpanExpectation {
  /** The `service.name` of the resource. */
  readonly service?: TextPattern;
  readonly kind?: SpanKind;
  readonly status?: StatusCode;
  /** The message that was set with the status; an empty text when none was. */
  readonly statusMessage?: TextPattern;
  /**
   * How long the span took, such as `'<= 250 ms'`, `'10 ms..2 s'` or `{ max: 250 }`, in milliseconds; one that ends before it
   * starts took 0.
   */
  readonly duration?: DurationPattern;
  /** The name of the instrumentation scope: the library that made the span. */
  readonly scope?: TextPattern;
  readonly attributes?: AttributesPattern;
  /** All events of the span, in the order in which they were added. */
  readonly events?: readonly EventPattern[];
  /** All links of the span, in the order in which they were added; `[]` expects none. */
  readonly links?: readonly LinkPattern[];
  /** The attributes of the resource: of the process or service that made the span. */
  readonly resource?: AttributesPattern;
  /**
   * The children of the span. An array expects exactly these, in any order, so `[]` expects a leaf. {@link containing}
   * allows further children, {@link inOrder} fixes the order. When left out, any children will do.
   */
  readonly children?: readonly ChildPattern[] | ChildrenPattern;
}

/** A pattern that a span is compared to; made by {@link span}. */
export interface SpanPattern extends Omit<SpanExpectation, 'children'> {
  readonly name: TextPattern;
  readonly children?: ChildrenPattern;
}

/** A pattern, and how many siblings may match it; made by {@link many} and {@link optional}. */
export interface RepeatedSpan {
  readonly pattern: SpanPattern;
  readonly min: number;
  readonly max: number;
}

/** What an array of children may hold: a span, or one that repeats or may be absent. */
export type ChildPattern = SpanPattern | RepeatedSpan;

/** The expected children of a span; made by {@link containing} and {@link inOrder}. */
export interface ChildrenPattern {
  readonly spans: readonly RepeatedSpan[];
  readonly ordered: boolean;
  /** Whether further children may stand beside the expected ones. */
  readonly open: boolean;
}

/**
 * Makes a pattern that matches a span by its name and by what else is expected of it; a field that is left out accepts
 * anything. In a string, `*` stands for any characters.
 * @throws {InvalidDurationError} when the expected duration cannot be read.
 * @throws {UnknownFieldError} for a field that a pattern, or an event or link of it, does not have.
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
export function span(name: TextPattern, expectation: SpanExpectation = {}): SpanPattern {
  requireKnownFields('span()', expectation, FIELDS);
  const { children, ...rest } = expectation;
  rest.events?.forEach((event) => requireKnownFields('an event of span()', event, EVENT_FIELDS));
  rest.links?.forEach((link) => requireKnownFields('a link of span()', link, LINK_FIELDS));
  if (rest.duration !== undefined) requireDurationPattern(rest.duration);
  if (children === undefined) return { name, ...rest };
  return { name, ...rest, children: isList(children) ? exactly(children, false) : children };
}

/**
 * Expects these children, in any order, and ignores any others.
 *
 * @example
 * span('POST /payments', { children: containing(span('chargeCard')) });
 */
export function containing(...children: readonly ChildPattern[]): ChildrenPattern {
  const spans = children.map((child) => toRepeated(child, Infinity));
  return { spans, ordered: false, open: true };
}

/**
 * Expects exactly these children, in the order in which they started.
 *
 * @example
 * span('OrdersService.place', { children: inOrder(span('GET'), span('POST')) });
 */
export function inOrder(...children: readonly ChildPattern[]): ChildrenPattern {
  return exactly(children, true);
}

/**
 * Expects siblings that all match one pattern, at least `min` and at most `max` of them.
 * @param bounds `min` defaults to 1; without `max`, there may be any number.
 * @throws {InvalidRepetitionError} unless 0 <= min <= max.
 * @throws {UnknownFieldError} for a bound of another name.
 *
 * @example
 * span('transaction', { children: [many(span('INSERT *'), { max: 3 })] });
 */
export function many(
  pattern: SpanPattern,
  bounds: { readonly min?: number; readonly max?: number } = {},
): RepeatedSpan {
  requireKnownFields('many()', bounds, BOUNDS);
  const { min = 1, max = Infinity } = bounds;
  if (!(min >= 0 && min <= max)) throw new InvalidRepetitionError(min, max);
  return { pattern, min, max };
}

/**
 * Expects at most one sibling that matches the pattern.
 *
 * @example
 * span('POST /payments', { children: containing(optional(span('sendReceipt'))) });
 */
export function optional(pattern: SpanPattern): RepeatedSpan {
  return { pattern, min: 0, max: 1 };
}

const FIELDS: Record<keyof SpanExpectation, true> = {
  service: true,
  kind: true,
  status: true,
  statusMessage: true,
  duration: true,
  scope: true,
  attributes: true,
  events: true,
  links: true,
  resource: true,
  children: true,
};

const EVENT_FIELDS: Record<keyof EventPattern, true> = { name: true, attributes: true };

const LINK_FIELDS: Record<keyof LinkPattern, true> = {
  traceId: true,
  spanId: true,
  attributes: true,
};

const BOUNDS = { min: true, max: true } as const;

function exactly(children: readonly ChildPattern[], ordered: boolean): ChildrenPattern {
  return { spans: children.map((child) => toRepeated(child, 1)), ordered, open: false };
}

function toRepeated(child: ChildPattern, max: number): RepeatedSpan {
  return 'pattern' in child ? child : { pattern: child, min: 1, max };
}

function isList(
  children: readonly ChildPattern[] | ChildrenPattern,
): children is readonly ChildPattern[] {
  return Array.isArray(children);
}
