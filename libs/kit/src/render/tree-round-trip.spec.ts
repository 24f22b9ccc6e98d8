import { runInThisContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import '../jest.js';
import { matchSpan } from '../match/match-span.js';
import { finish } from '../running/steps.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import { printable } from '../trace/printable.js';
import type { AttributeValue, Attributes } from '../trace/span.js';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { tree } from '../tree/tree.js';
import { renderTree } from './tree.js';

// What has a meaning in a picture, in a template literal or on a terminal, and letters of many scripts.
const PARTS = [
  ['a', 'GET', '/users', 'é', 'е', '漢字', 'ब', 'ש', '😀', '👩‍👩‍👧', '1', '-1', '0.5', 'true', 'null'],
  [' ', '  ', '\t', '\n', '\r\n', '\u00A0', '\u3000', '\u2028', '\u202E', '\u0007', '\uD800'],
  ['*', '\\', '`', '${', '}', '"', "'", '!', '=', 'a=b', '?', '×3', ' x3', ' ×', '→', '\uFFFC'],
  ['│', '├─ ', '└─ ', '| ', '+- ', '- ', '─', '…', '...', '• ', 'in order:', 'SERVER', 'ERROR'],
].flat();

const text = fc.string({ unit: fc.constantFrom(...PARTS), maxLength: 5 });

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.double(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
    fc.uint8Array({ maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(text, tie('value'), { maxKeys: 2 }),
  ),
}));

/** Generates a span with up to `levels` levels of spans below it. */
function spanAbove(levels: number): fc.Arbitrary<PlannedSpan> {
  return fc.record({
    name: text,
    service: fc.constantFrom('orders', ...PARTS),
    kind: fc.constantFrom('INTERNAL', 'SERVER', 'CLIENT', 'UNSPECIFIED'),
    status: fc.constantFrom('UNSET', 'OK', 'ERROR'),
    attributes: fc.dictionary(text, value, { maxKeys: 2 }),
    at: fc.tuple(fc.nat(9), fc.nat(9)),
    children: levels === 0 ? fc.constant([]) : fc.array(spanAbove(levels - 1), { maxLength: 3 }),
  });
}

const span = spanAbove(3);

/** Evaluates the source of a template literal, as if the picture had been pasted into a test. */
function paste(picture: string): SpanPattern {
  const lines = picture.replaceAll('\n', '\n    ');
  const evaluate = runInThisContext(`(tree) => tree\`\n    ${lines}\n\``) as (
    tag: typeof tree,
  ) => SpanPattern;
  return evaluate(tree);
}

describe('what renderTree draws of a trace', () => {
  it('matches that trace and no other, whatever signs its texts have', () => {
    const texts = PARTS.flatMap((part) => [part, `${part}a`, `a${part}`, `${part} a`, `a ${part}`]);
    for (const each of ['status', '__proto__', 'constructor', ...texts]) {
      const value: unknown = JSON.parse(`{ ${JSON.stringify(each)}: ${JSON.stringify([each])} }`);
      const attributes = { ...(value as Attributes), text: each, value: value as AttributeValue };
      const planned: PlannedSpan = { service: each, name: each, at: [0, 1], attributes };
      const drawn = renderTree(traceOf(planned), { attributes: ['*'] });
      const pattern = paste(drawn);
      expect(drawn).toBe(printable(drawn));
      expect(traceOf(planned)).toMatchTrace(pattern);
      for (const other of ['', `${each} `, `${each}x`]) {
        expect(traceOf({ ...planned, name: other })).not.toMatchTrace(pattern);
        expect(traceOf({ ...planned, service: other })).not.toMatchTrace(pattern);
        for (const key of ['text', 'value']) {
          const changed = { ...planned, attributes: { ...attributes, [key]: other } };
          expect(traceOf(changed)).not.toMatchTrace(pattern);
        }
      }
    }
  });

  it('matches the trace when it is pasted between the back-ticks of tree', () => {
    fc.assert(
      fc.property(span, (planned) => {
        const trace = traceOf(planned);
        expect(trace).toMatchTrace(paste(renderTree(trace, { attributes: ['*'] })));
      }),
      generatedRuns(1_000),
    );
  });

  it('does not match a trace in which a name, a service or an attribute is another', () => {
    fc.assert(
      fc.property(text, text, text, text, (name, other, key, another) => {
        const planned: PlannedSpan = {
          service: 'a',
          name,
          at: [0, 1],
          attributes: { [key]: other },
        };
        const pattern = paste(renderTree(traceOf(planned), { attributes: ['*'] }));
        const wrong = [
          { ...planned, name: other },
          { ...planned, service: name },
          { ...planned, attributes: { [key]: another } },
          { ...planned, attributes: { [another]: other } },
        ];
        const same = [name === other, name === 'a', other === another, key === another];
        wrong.forEach((changed, index) => {
          expect(finish(matchSpan(pattern, traceOf(changed).root))).toBe(same[index]);
        });
      }),
      generatedRuns(1_000),
    );
  });

  it('is the same whenever siblings start', () => {
    const starts = fc.infiniteStream(fc.nat(9));
    fc.assert(
      fc.property(span, starts, (planned, stream) => {
        const moved = (each: PlannedSpan): PlannedSpan => {
          const [start = 0] = stream.take(1);
          return {
            ...each,
            at: [start, 9],
            children: (each.children ?? []).map(moved).toReversed(),
          };
        };
        const drawn = renderTree(traceOf(planned), { attributes: ['*'] });
        expect(renderTree(traceOf(moved(planned)), { attributes: ['*'] })).toBe(drawn);
      }),
      generatedRuns(1_000),
    );
  });
});
