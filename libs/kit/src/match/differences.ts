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

/** Whether all fields of a span are as the pattern says, except its name and its children. */
export function matchesFields(pattern: SpanPattern, node: SpanNode): boolean {
  return compareFields(pattern, node).length === 0;
}

/** Compares all fields of a span that the pattern mentions, except its name and its children. */
export function compareFields(pattern: SpanPattern, node: SpanNode): Difference[] {
  const found = new Differences();
  found.compare('service', pattern.service, node.service);
  found.compare('kind', pattern.kind, node.kind);
  found.compare('status', pattern.status, node.status.code);
  found.compare('status message', pattern.statusMessage, node.status.message);
  found.compareDuration(pattern.duration, node.duration);
  found.compare('scope', pattern.scope, node.scope.name);
  found.compareAttributes('', pattern.attributes, node.attributes);
  found.compareEvents(pattern.events, node);
  found.compareLinks(pattern.links, node);
  found.compareAttributes('resource: ', pattern.resource, node.resource.attributes);
  return found.all;
}

/** Collects differences. Thousands of spans are compared, so that nothing is made for a field that is as expected. */
class Differences {
  readonly all: Difference[] = [];

  /** Compares a field; a pattern of `undefined` accepts anything. */
  compare(field: string, expected: ValuePattern | undefined, received: AttributeValue): void {
    if (expected === undefined || matchesValue(expected, received)) return;
    this.all.push({ field, expected, received });
  }

  compareAttributes(
    prefix: string,
    pattern: AttributesPattern | undefined,
    attributes: Attributes,
  ): void {
    for (const key in pattern) {
      if (!Object.hasOwn(pattern, key)) continue;
      const expected = pattern[key];
      const received = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
      if (matchesOrIsAbsent(expected, received)) continue;
      const difference = { field: `${prefix}${key}`, expected, received };
      const isAbsent = expected !== undefined && received === undefined;
      const findNear = (): NearAttribute | undefined => findNearAttribute(key, attributes, pattern);
      this.all.push(isAbsent ? { ...difference, findNear } : difference);
    }
  }

  compareEvents(patterns: readonly EventPattern[] | undefined, { events }: SpanNode): void {
    if (!patterns) return;
    const expected = patterns.map(({ name }) => name);
    const received = events.map(({ name }) => name);
    if (!matchesValue(expected, received)) {
      this.all.push({ field: 'events', expected, received });
      return;
    }
    for (const [index, { name, attributes }] of events.entries()) {
      this.compareAttributes(`event ${name}: `, patterns[index]?.attributes, attributes);
    }
  }

  compareLinks(patterns: readonly LinkPattern[] | undefined, { links }: SpanNode): void {
    if (!patterns) return;
    if (patterns.length !== links.length) {
      this.compare('number of links', patterns.length, links.length);
      return;
    }
    for (const [index, { traceId, spanId, attributes }] of links.entries()) {
      const pattern = patterns[index];
      this.compare(`link ${index + 1}: trace id`, pattern?.traceId, traceId);
      this.compare(`link ${index + 1}: span id`, pattern?.spanId, spanId);
      this.compareAttributes(`link ${index + 1}: `, pattern?.attributes, attributes);
    }
  }

  compareDuration(pattern: DurationPattern | undefined, nanos: bigint): void {
    if (pattern === undefined || matchesDuration(pattern, nanos)) return;
    const expected = formatDurationPattern(pattern);
    this.all.push({ field: 'duration', expected, received: formatMillis(nanos) });
  }
}

function matchesOrIsAbsent(
  expected: ValuePattern | undefined,
  received: AttributeValue | undefined,
): boolean {
  if (expected === undefined || received === undefined) return expected === received;
  return matchesValue(expected, received);
}
