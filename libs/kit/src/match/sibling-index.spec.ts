import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { type RepeatedSpan, type SpanPattern, span } from '../pattern/span-pattern.js';
import { finish } from '../running/steps.js';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { matchSpan } from './match-span.js';
import { SiblingIndex } from './sibling-index.js';

const once = (pattern: SpanPattern): RepeatedSpan => ({ pattern, min: 1, max: 1 });

const name = fc.constantFrom('a', 'a', 'a', 'b', 'a*', '\\*');
const value = fc.constantFrom(1, 1n, '1', true, 'true', -0, NaN, 'a*', [1], undefined);
const key = fc.constantFrom('x', 'x', 'x', 'y', '__proto__');
const attributes = fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 });
const patterns = fc.array(fc.record({ name, attributes }), { minLength: 2, maxLength: 6 });

describe('SiblingIndex', () => {
  it('leaves out no pattern and no span that match each other', () => {
    fc.assert(
      fc.property(patterns, patterns, (expected, received) => {
        const repeated = expected.map((each) =>
          once(span(each.name, { attributes: each.attributes })),
        );
        const children = received.map((each): PlannedSpan => ({
          service: 'orders',
          name: each.name,
          at: [0, 1],
          attributes: Object.fromEntries(
            Object.entries(each.attributes).filter(([, known]) => known !== undefined),
          ) as NonNullable<PlannedSpan['attributes']>,
        }));
        const trace = traceOf({ service: 'orders', name: 'root', at: [0, 9], children });
        const nodes = trace.root.children;
        const index = new SiblingIndex(repeated, nodes);
        for (const node of nodes) {
          for (const [number, { pattern }] of repeated.entries()) {
            if (!finish(matchSpan(pattern, node))) continue;
            expect(index.patternsFor(node)).toContain(number);
            expect(index.itemsFor(number)).toContain(node);
          }
        }
      }),
      generatedRuns(1_000),
    );
  });

  it('gives each of a thousand siblings that differ by an attribute the one pattern of its value', () => {
    const numbers = Array.from({ length: 1_000 }, (_, number) => number);
    const queries = numbers.map((id) =>
      once(span('SELECT', { attributes: { id, rows: { asymmetricMatch: () => true } } })),
    );
    const items = numbers
      .toReversed()
      .map((id) => ({ name: 'SELECT', attributes: { id, rows: 1 } }));
    const index = new SiblingIndex(queries, items);
    for (const item of items) expect(index.patternsFor(item)).toEqual([item.attributes.id]);
  });
});
