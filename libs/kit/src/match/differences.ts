import type { AttributeValue, Attributes } from '../trace/span.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { AttributesPattern, EventPattern, SpanPattern } from '../pattern/span-pattern.js';
import { type ValuePattern, matchesValue } from '../pattern/value-pattern.js';

/** A field whose value is not the expected one; `undefined` stands for an absent attribute. */
export interface Difference {
  readonly field: string;
  readonly expected: ValuePattern | undefined;
  readonly received: AttributeValue | undefined;
}

/** Compares all fields of a span that the pattern mentions, except its name and its children. */
export function compareFields(pattern: SpanPattern, node: SpanNode): Difference[] {
  return [
    ...compareIfExpected('service', pattern.service, node.service),
    ...compareIfExpected('kind', pattern.kind, node.kind),
    ...compareIfExpected('status', pattern.status, node.status.code),
    ...compareIfExpected('status message', pattern.statusMessage, node.status.message),
    ...compareAttributes('', pattern.attributes, node.attributes),
    ...compareEvents(pattern.events, node),
  ];
}

function compareIfExpected(
  field: string,
  expected: ValuePattern | undefined,
  received: AttributeValue,
): Difference[] {
  return expected === undefined ? [] : compareField(field, expected, received);
}

function compareField(
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

function compareAttributes(
  prefix: string,
  pattern: AttributesPattern = {},
  attributes: Attributes,
): Difference[] {
  return Object.entries(pattern).flatMap(([key, expected]) =>
    compareField(`${prefix}${key}`, expected, attributes[key]),
  );
}

function compareEvents(
  patterns: readonly EventPattern[] | undefined,
  { events }: SpanNode,
): Difference[] {
  if (!patterns) return [];
  const names = compareField(
    'events',
    patterns.map(({ name }) => name),
    events.map(({ name }) => name),
  );
  if (names.length > 0) return names;
  return events.flatMap(({ name, attributes }, index) =>
    compareAttributes(`event ${name}: `, patterns[index]?.attributes, attributes),
  );
}
