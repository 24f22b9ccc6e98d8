import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import '@traced/kit/jest';
import type { PendingTrace } from '../arrival/pending-trace.js';
import { TraceTimeoutError } from '../arrival/errors.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { InvalidTraceIdError } from '../trace/errors.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID, makeSpans } from '../trace/trace.fixture.js';

/** A source and the place that it reads from. */
export interface OpenedSource {
  readonly source: { trace(traceId: string): PendingTrace };
  /** What messages call the place. */
  readonly destination: string;
  /** What the source reads a span as, where that is not the span itself. */
  asRead?(span: Span): object;
  /** Has the place hold these spans of one trace; they include those that it held before. */
  hold(spans: readonly Span[]): Promise<void> | void;
  close(): Promise<void> | void;
}

/** The flags of a sampled span whose parent is in the same process, and has to arrive, too. */
const HAS_LOCAL_PARENT = 0x101;

export const [ROOT, CHILD] = makeSpans({
  service: 'orders',
  name: 'POST /orders',
  at: [0, 2],
  children: [
    { service: 'orders', name: 'OrdersService.place', at: [0, 1], flags: HAS_LOCAL_PARENT },
  ],
}) as [Span, Span];

/** Returns the span alone that a node of a tree stands for. */
function withoutTree(node: SpanNode): Span {
  const ofTree = ['parent', 'children', 'service', 'duration'];
  const fields = Object.entries(node).filter(([field]) => !ofTree.includes(field));
  return Object.fromEntries(fields) as unknown as Span;
}

/** Describes what every source of traces promises, by specs that run against a new one each. */
export function describeSource(name: string, open: () => Promise<OpenedSource>): void {
  describe(`${name}, as every source,`, () => {
    let opened: OpenedSource;

    beforeEach(async () => {
      opened = await open();
    });

    afterEach(async () => {
      await opened.close();
    });

    it('rejects at the timeout when no span has arrived, and names where to export to', async () => {
      const complete = opened.source.trace(TRACE_ID).complete({ timeoutMillis: 150 });
      await expect(complete).rejects.toThrow(TraceTimeoutError);
      await expect(complete).rejects.toThrow(
        `No span of it arrived; is anything exporting to ${opened.destination}?`,
      );
    });

    it('reads every span of a trace of several services', async () => {
      await opened.hold(declinedOrder().spans);
      const trace = await opened.source.trace(TRACE_ID.toUpperCase()).complete();
      expect(trace.services).toEqual(['orders', 'payments', 'users']);
      const { asRead = (span: Span): object => span } = opened;
      const spans = declinedOrder().spans.map(withoutTree);
      expect(trace.spans.map(withoutTree)).toEqual(spans.map(asRead));
    });

    it('waits for the spans that a trace lacks', async () => {
      await opened.hold([CHILD]);
      const pending = opened.source.trace(TRACE_ID);
      const complete = pending.complete({ quietMillis: 0 });
      await pending.watch({}, ({ trace }) => trace);
      await opened.hold([CHILD, ROOT]);
      expect((await complete).spans).toHaveLength(2);
    });

    it('takes each span once', async () => {
      await opened.hold([ROOT]);
      await opened.hold([ROOT, ROOT]);
      await expect(opened.source.trace(TRACE_ID)).toHaveSpanCount(1);
    });

    it('knows what had arrived when it was last waited for', async () => {
      const pending = opened.source.trace(TRACE_ID);
      expect(pending.current()).toBeUndefined();
      await opened.hold([ROOT]);
      await pending.complete({ quietMillis: 0 });
      expect(pending.current()?.root.name).toBe('POST /orders');
    });

    it('refuses what is not a trace id', () => {
      expect(() => opened.source.trace('abc')).toThrow(InvalidTraceIdError);
    });
  });
}
