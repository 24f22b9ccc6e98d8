import type { AttributeValue, Attributes } from '../trace/span.js';
import type { SpanNode } from '../trace/span-tree.js';
import { formatMillis } from '../pattern/duration.js';
import {
  type DurationPattern,
  formatDurationPattern,
  matchesDuration,
} from '../pattern/duration-pattern.js';
import type {
  AttributesPattern,
  EventPattern,
  LinkPattern,
  SpanPattern,
} from '../pattern/span-pattern.js';
import { type ValuePattern, matchesValue } from '../pattern/value-pattern.js';
import { type NearAttribute, findNearAttribute } from './near-attribute.js';

/** A field whose value is not the expected one; `undefined` stands for an absent attribute. */
export interface Difference {
  readonly field: string;
  readonly expected: ValuePattern | undefined;
  readonly received: AttributeValue | undefined;
  /** Finds the attribute of the span that the pattern may have meant in place of an absent one. */
  readonly findNear?: () => NearAttribute | undefined;
}

/** Compares all fields of a span that the pattern mentions, except its name and its children. */
export function compareFields(pattern: SpanPattern, node: SpanNode): Difference[] {
  return [
    ...compareIfExpected('service', pattern.service, node.service),
    ...compareIfExpected('kind', pattern.kind, node.kind),
    ...compareIfExpected('status', pattern.status, node.status.code),
    ...compareIfExpected('status message', pattern.statusMessage, node.status.message),
    ...compareDuration(pattern.duration, node.duration),
    ...compareIfExpected('scope', pattern.scope, node.scope.name),
    ...compareAttributes('', pattern.attributes, node.attributes),
    ...compareEvents(pattern.events, node),
    ...compareLinks(pattern.links, node),
    ...compareAttributes('resource: ', pattern.resource, node.resource.attributes),
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
  return Object.entries(pattern).flatMap(([key, expected]) => {
    const received = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    const differences = compareField(`${prefix}${key}`, expected, received);
    if (expected === undefined || received !== undefined) return differences;
    const findNear = (): NearAttribute | undefined => findNearAttribute(key, attributes, pattern);
    return differences.map((difference) => ({ ...difference, findNear }));
  });
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

function compareLinks(
  patterns: readonly LinkPattern[] | undefined,
  { links }: SpanNode,
): Difference[] {
  if (!patterns) return [];
  const counts = compareField('number of links', patterns.length, links.length);
  if (counts.length > 0) return counts;
  return links.flatMap(({ traceId, spanId, attributes }, index) => {
    const pattern = patterns[index];
    return [
      ...compareIfExpected(`link ${index + 1}: trace id`, pattern?.traceId, traceId),
      ...compareIfExpected(`link ${index + 1}: span id`, pattern?.spanId, spanId),
      ...compareAttributes(`link ${index + 1}: `, pattern?.attributes, attributes),
    ];
  });
}

function compareDuration(pattern: DurationPattern | undefined, nanos: bigint): Difference[] {
  if (pattern === undefined || matchesDuration(pattern, nanos)) return [];
  const expected = formatDurationPattern(pattern);
  return [{ field: 'duration', expected, received: formatMillis(nanos) }];
}
