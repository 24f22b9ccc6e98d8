import type { AttributeValue, Attributes } from '../trace/span.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { AttributesPattern, EventPattern, SpanPattern } from './span-pattern.js';
import { type ValuePattern, matchesValue } from './value-pattern.js';

/** A field of a span that is not as expected; `undefined` stands for an absent attribute. */
export interface Difference {
  readonly field: string;
  readonly expected: ValuePattern | undefined;
  readonly received: AttributeValue | undefined;
}

/** The differences other than that of the name. */
export function fieldDifferences(pattern: SpanPattern, node: SpanNode): Difference[] {
  return [
    ...ifExpected('service', pattern.service, node.service),
    ...ifExpected('kind', pattern.kind, node.kind),
    ...ifExpected('status', pattern.status, node.status.code),
    ...attributeDifferences('', pattern.attributes, node.attributes),
    ...eventDifferences(pattern.events, node),
  ];
}

function ifExpected(
  field: string,
  expected: ValuePattern | undefined,
  received: AttributeValue,
): Difference[] {
  return expected === undefined ? [] : difference(field, expected, received);
}

function difference(
  field: string,
  expected: ValuePattern | undefined,
  received: AttributeValue | undefined,
): Difference[] {
  const matches =
    expected === undefined || received === undefined
      ? expected === received
      : matchesValue(expected, received);
  return matches ? [] : [{ field, expected, received }];
}

function attributeDifferences(
  prefix: string,
  pattern: AttributesPattern = {},
  attributes: Attributes,
): Difference[] {
  return Object.entries(pattern).flatMap(([key, expected]) =>
    difference(`${prefix}${key}`, expected, attributes[key]),
  );
}

function eventDifferences(
  patterns: readonly EventPattern[] | undefined,
  { events }: SpanNode,
): Difference[] {
  if (!patterns) return [];
  const names = difference(
    'events',
    patterns.map(({ name }) => name),
    events.map(({ name }) => name),
  );
  if (names.length > 0) return names;
  return events.flatMap(({ name, attributes }, index) =>
    attributeDifferences(`event ${name}: `, patterns[index]?.attributes, attributes),
  );
}
