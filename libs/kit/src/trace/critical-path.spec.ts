import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { type PlannedSpan, traceOf } from './trace.fixture.js';
import type { Trace } from './trace.js';

function work(
  name: string,
  at: PlannedSpan['at'],
  ...children: readonly PlannedSpan[]
): PlannedSpan {
  return { service: 'orders', name, at, children };
}

function pathOf(trace: Trace): string[] {
  const start = trace.root.startTimeUnixNano;
  const millis = (time: bigint): number => Number(time - start) / 1e6;
  return trace
    .criticalPath()
    .map((section) => `${section.span.name} ${millis(section.start)}–${millis(section.end)}`);
}

describe('Trace.criticalPath', () => {
  it('alternates between a span and its children that run one after the other', () => {
    const trace = traceOf(work('root', [0, 100], work('a', [10, 30]), work('b', [40, 90])));
    expect(pathOf(trace)).toEqual(['root 0–10', 'a 10–30', 'root 30–40', 'b 40–90', 'root 90–100']);
  });

  it('follows the child that finishes last of those that run at the same time, and the other one until it starts', () => {
    const trace = traceOf(work('root', [0, 100], work('short', [10, 50]), work('long', [20, 90])));
    expect(pathOf(trace)).toEqual(['root 0–10', 'short 10–20', 'long 20–90', 'root 90–100']);
  });

  it('leaves out a child that runs only while another one does that finishes later', () => {
    const trace = traceOf(work('root', [0, 100], work('short', [20, 50]), work('long', [20, 90])));
    expect(pathOf(trace)).toEqual(['root 0–20', 'long 20–90', 'root 90–100']);
  });

  it('follows children without a gap between them', () => {
    const trace = traceOf(work('root', [0, 20], work('a', [0, 10]), work('b', [10, 20])));
    expect(pathOf(trace)).toEqual(['a 0–10', 'b 10–20']);
  });

  it('waits for a child that outlives its parent until the parent ends', () => {
    const trace = traceOf(work('root', [0, 100], work('a', [50, 400], work('b', [90, 300]))));
    expect(pathOf(trace)).toEqual(['root 0–50', 'a 50–90', 'b 90–100']);
  });

  it('leaves out a child that starts after its parent has ended', () => {
    const trace = traceOf(work('root', [0, 100], work('process', [200, 300])));
    expect(pathOf(trace)).toEqual(['root 0–100']);
  });

  it('adds up to the duration of the root, without gap or overlap, and to no more than the self time of each span', () => {
    const leaf = fc
      .tuple(fc.nat(1_000), fc.nat(1_000))
      .map(([start, length]) => work('w', [start, start + length]));
    const { tree } = fc.letrec<{ tree: PlannedSpan }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc
          .tuple(leaf, fc.array(tie('tree'), { maxLength: 4 }))
          .map(([root, children]) => ({ ...root, children })),
      ),
    }));
    fc.assert(
      fc.property(tree, (planned) => {
        const trace = traceOf(planned);
        const times = new Map(trace.spans.map((span) => [span, 0n]));
        let cursor = trace.root.startTimeUnixNano;
        for (const { span, start, end } of trace.criticalPath()) {
          times.set(span, (times.get(span) ?? 0n) + end - start);
          expect(start).toBe(cursor);
          expect(end).toBeGreaterThan(start);
          cursor = end;
        }
        expect(cursor).toBe(trace.root.endTimeUnixNano);
        for (const [span, time] of times) expect(time).toBeLessThanOrEqual(trace.selfTime(span));
      }),
      generatedRuns(1_000),
    );
  });
});
