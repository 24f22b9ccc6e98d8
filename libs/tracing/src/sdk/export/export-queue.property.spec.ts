import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { finishedSpan, namesInRequest, nameOf } from '../../../test/finished-span.js';
import {
  type Behaviour,
  INVALID,
  SUCCESS,
  ScriptedTransports,
  TOO_LARGE,
  UNAVAILABLE,
  answering,
} from '../../../test/scripted-transports.js';
import type { ExportStatus } from '#span/ports.js';
import { ExportQueue } from './export-queue.js';

const FAULTS: Record<string, Behaviour> = {
  works: answering(SUCCESS),
  'works later': (_, answer) => void setImmediate().then(() => answer(SUCCESS)),
  'takes some': (spans, answer) => answer({ code: 0, rejectedSpans: Math.ceil(spans.length / 3) }),
  'is away': answering(UNAVAILABLE),
  'is away later': (_, answer) => void setImmediate().then(() => answer(UNAVAILABLE)),
  rejects: answering(INVALID),
  'finds too large': (spans, answer) => answer(spans.length > 2 ? TOO_LARGE : SUCCESS),
  hangs: () => undefined,
  'answers twice': (_, answer) => {
    answer(UNAVAILABLE);
    answer(SUCCESS);
  },
  throws: () => {
    throw new Error('thrown');
  },
  'rejects its promise': () => Promise.reject(new Error('rejected')),
};

type Step =
  | { readonly end: number }
  | { readonly fault: string }
  | { readonly turns: number }
  | { readonly flush: true }
  | { readonly sentByOthers: number };

function stepsOf(faults: readonly string[]): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ end: fc.integer({ min: 1, max: 9 }) }) },
    { weight: 3, arbitrary: fc.record({ fault: fc.constantFrom(...faults) }) },
    { weight: 3, arbitrary: fc.record({ turns: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 2, arbitrary: fc.constant({ flush: true as const }) },
  );
}

const takenByOthers = fc.record({ sentByOthers: fc.nat({ max: 5 }) });

/** The faults after which the exporter and the queue know the same about a batch. */
const CLEAR_FAULTS = Object.keys(FAULTS).filter(
  (name) => !['hangs', 'answers twice', 'rejects its promise', 'throws'].includes(name),
);

const sizes = fc.record({
  maxQueueSize: fc.integer({ min: 1, max: 12 }),
  maxExportBatchSize: fc.integer({ min: 1, max: 12 }),
});
type Sizes = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

/** A queue, and the operations that were applied to it. */
class Run {
  readonly exporters = new ScriptedTransports();
  readonly lines: string[] = [];
  readonly queue: ExportQueue;
  readonly sentByOthers: string[] = [];
  readonly miscounts: ExportStatus[] = [];
  ended = 0;

  /** @param timeoutMillis of an attempt */
  constructor({ maxQueueSize, maxExportBatchSize }: Sizes, timeoutMillis: number) {
    this.queue = new ExportQueue({
      maxQueueSize,
      maxExportBatchSize: Math.min(maxExportBatchSize, maxQueueSize),
      createTransport: this.exporters.create,
      scheduledDelayMillis: 0,
      exportTimeoutMillis: timeoutMillis,
      backOff: { initialMillis: 1, maxMillis: 2 },
      shutdownTimeoutMillis: 200,
      write: (line) => void this.lines.push(line),
    });
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.#take(step);
      this.#check();
    }
    await this.queue.shutdown();
    this.#check();
  }

  /** Returns the number in the last line; 0 if there is none. */
  get reportedLost(): number {
    const counts = this.lines.map((line) => /Lost in all: (\d+) of/.exec(line)?.[1]);
    return Number(counts.findLast((count) => count !== undefined) ?? 0);
  }

  get lost(): number {
    const { queue_full, rejected, shutdown } = this.queue.status.dropped;
    return queue_full + rejected + shutdown;
  }

  async #take(step: Step): Promise<void> {
    if ('end' in step) {
      for (let n = 0; n < step.end; n++) this.queue.onEnd(finishedSpan(this.ended++));
    } else if ('fault' in step) {
      this.exporters.behave = FAULTS[step.fault] ?? answering(SUCCESS);
    } else if ('turns' in step) {
      for (let turn = 0; turn < step.turns; turn++) await setImmediate();
    } else if ('flush' in step) {
      await this.queue.forceFlush();
    } else {
      this.#takeUnsent(step.sentByOthers);
    }
  }

  #takeUnsent(most: number): void {
    const unsent = this.queue.takeUnsent().flatMap(namesInRequest);
    this.#check();
    const sent = unsent.slice(0, most);
    this.sentByOthers.push(...sent);
    this.queue.markSent(sent.length);
    this.queue.markDropped(unsent.length - sent.length, 'shutdown');
  }

  #check(): void {
    const { made, sent, queued, dropped } = this.queue.status;
    const isExact = made === this.ended && made === sent + this.lost + queued;
    const isPossible = Math.min(sent, queued, ...Object.values(dropped)) >= 0;
    if (!isExact || !isPossible) this.miscounts.push(this.queue.status);
  }
}

describe('ExportQueue under any sequence of faults', () => {
  it('counts each span once at any time, and has sent what it says', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 14, arbitrary: stepsOf(Object.keys(FAULTS)) },
        { weight: 1, arbitrary: takenByOthers },
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(sizes, steps, async (sizes, steps) => {
        const run = new Run(sizes, 2);
        await run.play(steps);
        const { made, sent, queued } = run.queue.status;
        expect(run.miscounts).toEqual([]);
        expect(queued).toBe(0);
        expect(sent + run.lost).toBe(made);
        expect(run.reportedLost).toBe(run.lost);
        const arrived = new Set([...run.exporters.accepted, ...run.sentByOthers]);
        expect(arrived.size).toBeGreaterThanOrEqual(sent);
      }),
      generatedRuns(1_000),
    );
  });

  it('says exactly how many spans the collector has', async () => {
    const steps = fc.array(stepsOf(CLEAR_FAULTS), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sizes, steps, async (sizes, steps) => {
        const run = new Run(sizes, 60_000);
        await run.play(steps);
        expect(run.miscounts).toEqual([]);
        expect(run.queue.status.sent).toBe(run.exporters.kept);
        expect(run.exporters.mostInFlight).toBeLessThanOrEqual(1);
        expect(new Set(run.exporters.accepted).size).toBe(run.exporters.accepted.length);
      }),
      generatedRuns(1_000),
    );
  });

  it('sends everything that the queue held once the collector is there for good', async () => {
    const outage = fc.array(fc.constantFrom('is away', 'is away later', 'answers twice', 'hangs'), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(outage, fc.integer({ min: 1, max: 30 }), async (faults, count) => {
        const exporters = new ScriptedTransports();
        const queue = new ExportQueue({
          maxQueueSize: 20,
          maxExportBatchSize: 4,
          createTransport: exporters.create,
          scheduledDelayMillis: 0,
          exportTimeoutMillis: 2,
          backOff: { initialMillis: 1, maxMillis: 2 },
          write: () => {},
        });
        const away = [...faults];
        exporters.behave = (spans, answer) =>
          (FAULTS[away.shift() ?? ''] ?? answering(SUCCESS))(spans, answer);
        for (let n = 0; n < count; n++) queue.onEnd(finishedSpan(n));
        const held = Math.min(count, 20);
        while (queue.status.queued > 0) await queue.forceFlush();
        expect(queue.status).toMatchObject({
          made: count,
          sent: held,
          dropped: { queue_full: count - held, rejected: 0, shutdown: 0 },
        });
        expect(new Set(exporters.accepted)).toEqual(
          new Set(Array.from({ length: held }, (_, number) => nameOf(number))),
        );
        expect(exporters.shutDown).toBe(exporters.created - 1);
        await queue.shutdown();
      }),
      generatedRuns(500),
    );
  });
});
