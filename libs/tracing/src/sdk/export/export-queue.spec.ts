import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { ROOT_CONTEXT, TraceFlags, context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { finishedSpan, nameOf, namesInRequest, namesOf } from '../../../test/finished-span.js';
import {
  type Behaviour,
  INVALID,
  SUCCESS,
  ScriptedTransports,
  TOO_LARGE,
  UNAVAILABLE,
  answering,
} from '../../../test/scripted-transports.js';
import { SettableClock } from '../../../test/settable-clock.js';
import { until } from '../../../test/until.js';
import { isTracingSuppressed } from '#span/context/suppression.js';
import type { ExportAnswer } from './attempt.js';
import { ExportQueue, type ExportQueueOptions } from './export-queue.js';

const HOUR_MILLIS = 3_600_000;
const MEBIBYTE = 1024 * 1024;
/** Options with which nothing is sent, or sent again, before a flush. */
const PATIENT = {
  maxQueueSize: 10,
  maxQueueBytes: 64 * MEBIBYTE,
  maxExportBatchSize: 5,
  scheduledDelayMillis: HOUR_MILLIS,
  exportTimeoutMillis: HOUR_MILLIS,
  backOff: { initialMillis: HOUR_MILLIS, maxMillis: HOUR_MILLIS },
};
const AT_ONCE = { initialMillis: 1, maxMillis: 1 };

const NOTHING_DROPPED = { queue_full: 0, rejected: 0, shutdown: 0 };

function setUp(behave: Behaviour = answering(SUCCESS), options: Partial<ExportQueueOptions> = {}) {
  const exporters = new ScriptedTransports(behave);
  const lines: string[] = [];
  const queue = new ExportQueue({
    ...PATIENT,
    createTransport: exporters.create,
    write: (line) => void lines.push(line),
    ...options,
  });
  return { queue, exporters, lines, end: (count: number) => endSpans(queue, count) };
}

let ended = 0;
afterEach(() => {
  jest.restoreAllMocks();
  ended = 0;
});

function endSpans(queue: ExportQueue, count: number): void {
  for (let n = 0; n < count; n++) queue.onEnd(finishedSpan(ended++));
}

/** A span with an attribute of `length` characters, which take two bytes each. */
function spanOf(number: number, length: number): ReadableSpan {
  return { ...finishedSpan(number), attributes: { text: 'é'.repeat(length) } };
}

/** An exporter that the test answers for. */
function byHand() {
  const waiting: ((answer: ExportAnswer) => void)[] = [];
  const behave: Behaviour = (_, answer) => void waiting.push(answer);
  const next = async (): Promise<(answer: ExportAnswer) => void> => {
    await until(() => waiting.length > 0);
    const answer = waiting.shift();
    if (!answer) throw new Error('Expected a batch, got none.');
    return answer;
  };
  return { behave, answer: async (answer: ExportAnswer) => (await next())(answer), waiting };
}

describe('ExportQueue', () => {
  it('sends a full batch at once, and not within the call that ends the span', async () => {
    const { queue, exporters, end } = setUp();
    end(5);
    expect(exporters.batches).toEqual([]);
    await until(() => exporters.accepted.length === 5);
    expect(exporters.accepted).toEqual(namesOf(5));
    await until(() => queue.status.sent === 5);
    expect(queue.status).toEqual({
      made: 5,
      sent: 5,
      queued: 0,
      capacity: 10,
      queuedBytes: 0,
      capacityBytes: 64 * MEBIBYTE,
      dropped: NOTHING_DROPPED,
      lastError: undefined,
      failingSince: undefined,
    });
  });

  it('leaves what is not a full batch for the delay', async () => {
    const { exporters, end } = setUp();
    end(8);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(exporters.batches).toEqual([namesOf(5)]);
  });

  it('sends what is there after the delay', async () => {
    const { exporters, end } = setUp(answering(SUCCESS), { scheduledDelayMillis: 1 });
    end(2);
    await until(() => exporters.accepted.length === 2);
    expect(exporters.accepted).toEqual(namesOf(2));
    end(1);
    await until(() => exporters.accepted.length === 3);
    expect(exporters.accepted).toEqual(namesOf(3));
  });

  it('sends what has ended before the call in the next turn, and leaves what ends later for the delay', async () => {
    const { queue, exporters, end } = setUp();
    end(2);
    queue.exportSoon();
    expect(exporters.batches).toEqual([]);
    await setImmediate();
    expect(exporters.batches).toEqual([namesOf(2)]);
    end(1);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(exporters.batches).toHaveLength(1);
  });

  it('sends what is to be exported soon in several batches, and after the one on its way', async () => {
    const { behave, answer } = byHand();
    const { queue, exporters, end } = setUp(behave);
    end(5);
    await until(() => exporters.inFlight === 1);
    end(2);
    queue.exportSoon();
    await answer(SUCCESS);
    await answer(SUCCESS);
    expect(exporters.accepted).toEqual(namesOf(7));
    expect(exporters.mostInFlight).toBe(1);
  });

  it('waits after a failed attempt, though spans are to be exported soon', async () => {
    const { queue, exporters, end } = setUp(answering(UNAVAILABLE));
    end(1);
    queue.exportSoon();
    await until(() => queue.status.failingSince !== undefined);
    end(1);
    queue.exportSoon();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(exporters.batches).toHaveLength(1);
  });

  it('goes on with what became a full batch while another one was on its way', async () => {
    const { behave, answer } = byHand();
    const { exporters, end } = setUp(behave);
    end(5);
    await until(() => exporters.inFlight === 1);
    end(5);
    await answer(SUCCESS);
    await answer(SUCCESS);
    expect(exporters.accepted).toEqual(namesOf(10));
    expect(exporters.mostInFlight).toBe(1);
    expect(exporters.created).toBe(1);
  });

  it('drops new spans when those that wait take as many bytes as they may', async () => {
    const { behave, answer } = byHand();
    const { queue, exporters, lines } = setUp(behave, { maxQueueBytes: MEBIBYTE });
    const end = (number: number): void => queue.onEnd(spanOf(number, 300_000));
    [0, 1, 2].forEach(end);
    expect(queue.status).toMatchObject({ made: 3, queued: 1, dropped: { queue_full: 2 } });
    expect(queue.status.queuedBytes).toBeGreaterThan(600_000);
    queue.onEnd(finishedSpan(3));
    expect(queue.status).toMatchObject({ queued: 2, dropped: { queue_full: 2 } });
    void queue.forceFlush();
    await answer(SUCCESS);
    await until(() => queue.status.sent === 2);
    expect(queue.status.queuedBytes).toBe(0);
    expect(exporters.accepted).toEqual([nameOf(0), nameOf(3)]);
    expect(lines).toEqual([
      '[@traced/nest] Spans were lost. 0 of at most 10 spans wait, in 0 of at most 1 MiB; dropped since the last line: 2 queue_full.',
    ]);
  });

  it('sends at once as many spans as take four mebibytes, and no more of them together', async () => {
    const { exporters, queue } = setUp();
    // Spans of 600,000 bytes, in a queue of batches of five.
    for (let number = 0; number < 4; number++) queue.onEnd(spanOf(number, 1_000_000));
    await until(() => exporters.accepted.length === 2);
    expect(exporters.batches).toEqual([namesOf(2)]);
    await queue.forceFlush();
    expect(exporters.batches).toEqual([namesOf(2), namesOf(4).slice(2)]);
    queue.onEnd(spanOf(4, 5_000_000));
    await until(() => exporters.accepted.length === 5);
  });

  it('ignores unsampled spans', async () => {
    const { queue, exporters } = setUp();
    queue.onEnd(finishedSpan(0, { traceFlags: TraceFlags.NONE }));
    await queue.forceFlush();
    expect(exporters.batches).toEqual([]);
    expect(queue.status.made).toBe(0);
  });

  it('holds spans on their way, and drops new ones when it is full', async () => {
    const { behave, answer } = byHand();
    const { queue, exporters, end } = setUp(behave);
    end(5);
    await until(() => exporters.inFlight === 1);
    end(7);
    expect(queue.status).toMatchObject({
      made: 12,
      sent: 0,
      queued: 10,
      dropped: { queue_full: 2 },
    });
    expect(queue.spansInFlight).toBe(5);
    const { dropped } = queue.status;
    end(1);
    expect(dropped).toEqual({ queue_full: 2, rejected: 0, shutdown: 0 });
    await answer(SUCCESS);
    await answer(SUCCESS);
    await until(() => queue.status.queued === 0);
    expect(exporters.accepted).toEqual(namesOf(10));
    expect(queue.status).toMatchObject({ made: 13, sent: 10, dropped: { queue_full: 3 } });
    expect(queue.spansInFlight).toBe(0);
  });

  it('sends a batch again until it is taken, by another exporter each time', async () => {
    let failures = 20;
    const behave: Behaviour = (_, answer) => answer(failures-- > 0 ? UNAVAILABLE : SUCCESS);
    const { queue, exporters, end } = setUp(behave, { backOff: AT_ONCE });
    end(5);
    await until(() => queue.status.sent === 5);
    expect(exporters.accepted).toEqual(namesOf(5));
    expect(exporters.batches).toHaveLength(21);
    expect(exporters.created).toBe(21);
    expect(exporters.shutDown).toBe(20);
  });

  it('waits between attempts, also when batches fill up meanwhile', async () => {
    const { queue, exporters, end } = setUp(answering(UNAVAILABLE));
    end(5);
    await until(() => queue.status.failingSince !== undefined);
    end(5);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(exporters.batches).toHaveLength(1);
    expect(queue.status.queued).toBe(10);
  });

  it.each([
    ['taken', SUCCESS],
    ['refused for good', INVALID],
  ])('does not wait any more once a batch was %s', async (_, answer) => {
    const { queue, exporters, end } = setUp(answering(UNAVAILABLE));
    end(5);
    await queue.forceFlush();
    exporters.behave = answering(answer);
    await queue.forceFlush();
    exporters.behave = answering(SUCCESS);
    end(5);
    await until(() => queue.status.queued === 0);
    expect(exporters.accepted.slice(-5)).toEqual(namesOf(10).slice(5));
  });

  it('waits for the first time again after a failure that followed a success', async () => {
    const { queue, exporters, end } = setUp(answering(UNAVAILABLE), {
      backOff: { initialMillis: 1, maxMillis: HOUR_MILLIS },
    });
    end(5);
    for (let failure = 0; failure < 30; failure++) await queue.forceFlush();
    exporters.behave = answering(SUCCESS);
    await queue.forceFlush();
    exporters.behave = answering(UNAVAILABLE);
    end(5);
    await queue.forceFlush();
    exporters.behave = answering(SUCCESS);
    await until(() => queue.status.queued === 0);
    expect(queue.status.sent).toBe(10);
  });

  it('says since when and why exports fail, until one works', async () => {
    const { queue, exporters, end } = setUp(answering(UNAVAILABLE));
    const clock = new SettableClock();
    end(1);
    await queue.forceFlush();
    const { failingSince } = queue.status;
    expect(failingSince).toBe(Date.now());
    expect(queue.status.lastError).toBe('14 away');
    clock.pass(20);
    await queue.forceFlush();
    expect(queue.status.failingSince).toBe(failingSince);
    exporters.behave = answering(SUCCESS);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ failingSince: undefined, lastError: '14 away', sent: 1 });
  });

  it('drops a batch that never will be taken, and goes on with the next', async () => {
    const { queue, exporters, end } = setUp();
    exporters.behave = (names, answer) => answer(names[0] === nameOf(0) ? INVALID : SUCCESS);
    end(10);
    await queue.forceFlush();
    expect(exporters.accepted).toEqual(namesOf(10).slice(5));
    expect(queue.status).toMatchObject({ sent: 5, queued: 0, dropped: { rejected: 5 } });
    expect(exporters.created).toBe(1);
  });

  it('sends a batch that is too large in halves, down to the span that is too large by itself', async () => {
    const { queue, exporters, end } = setUp(
      (names, answer) => answer(names.includes(nameOf(3)) ? TOO_LARGE : SUCCESS),
      { maxExportBatchSize: 8 },
    );
    end(8);
    await queue.forceFlush();
    expect(exporters.accepted).toEqual(namesOf(8).filter((name) => name !== nameOf(3)));
    expect(queue.status).toMatchObject({ sent: 7, dropped: { rejected: 1 } });
  });

  it('sends whole batches again once the large span is gone', async () => {
    const { queue, exporters, end } = setUp(
      (names, answer) => answer(names.includes(nameOf(0)) ? TOO_LARGE : SUCCESS),
      { maxExportBatchSize: 4 },
    );
    end(10);
    await queue.forceFlush();
    expect(exporters.batches.map(({ length }) => length)).toEqual([4, 2, 1, 1, 2, 4, 2]);
    expect(queue.status).toMatchObject({ sent: 9, dropped: { rejected: 1 } });
  });

  it('counts the spans of an accepted batch that the collector did not take', async () => {
    const { queue, end } = setUp(answering({ code: 0, rejectedSpans: 2 }));
    end(5);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ made: 5, sent: 3, queued: 0, dropped: { rejected: 2 } });
  });

  it.each([
    [99, 5],
    [-1, 0],
  ])('counts at most the spans of the batch where it says %d', async (rejectedSpans, rejected) => {
    const { queue, end } = setUp(answering({ code: 0, rejectedSpans }));
    end(5);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 5 - rejected, dropped: { rejected } });
  });

  it.each<[string, Behaviour]>([
    [
      'throws',
      () => {
        throw new TypeError('thrown');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('rejected'))],
  ])('drops the batch for an exporter that %s', async (_, behave) => {
    const { queue, exporters, end } = setUp(behave);
    end(5);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ dropped: { rejected: 5 } });
    exporters.behave = answering(SUCCESS);
    end(1);
    await queue.forceFlush();
    expect(queue.status.sent).toBe(1);
  });

  it('sends a batch again whose exporter does not answer in time, whatever it answers later', async () => {
    const { behave, answer, waiting } = byHand();
    const { queue, exporters, end } = setUp(behave, {
      exportTimeoutMillis: 5,
      backOff: AT_ONCE,
    });
    end(5);
    await until(() => waiting.length >= 2);
    expect(queue.status.lastError).toMatch(/^no answer within 5 ms/);
    exporters.behave = answering(SUCCESS);
    await until(() => queue.status.sent === 5);
    await answer(INVALID);
    await answer(SUCCESS);
    end(1);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ made: 6, sent: 6, dropped: NOTHING_DROPPED });
  });

  it('waits for an exporter for ever where the timeout is 0', async () => {
    const { behave, answer } = byHand();
    const { queue, exporters, end } = setUp(behave, { exportTimeoutMillis: 0 });
    end(5);
    await until(() => exporters.inFlight === 1);
    const begin = performance.now();
    await until(() => performance.now() > begin + 20);
    await answer(SUCCESS);
    await until(() => queue.status.sent === 5);
    expect(queue.status.lastError).toBeUndefined();
  });

  it('counts a batch once whose exporter answers twice', async () => {
    const { queue, end } = setUp((_, answer) => {
      answer(SUCCESS);
      answer(SUCCESS);
      answer(INVALID);
    });
    end(5);
    await queue.forceFlush();
    expect(queue.status).toMatchObject({ sent: 5, dropped: NOTHING_DROPPED });
  });

  it('goes on when no exporter can be made for a while', async () => {
    const exporters = new ScriptedTransports(answering(UNAVAILABLE));
    const createTransport = () => {
      if (exporters.created === 1) {
        exporters.created++;
        throw Object.assign(new Error('no certificate'), { code: 'ENOENT' });
      }
      return exporters.create();
    };
    const { queue, end } = setUp(undefined, { createTransport });
    end(1);
    await queue.forceFlush();
    await queue.forceFlush();
    expect(queue.status.lastError).toBe('no certificate');
    exporters.behave = answering(SUCCESS);
    await queue.forceFlush();
    expect(queue.status.sent).toBe(1);
  });

  it('ignores an exporter that cannot be shut down', async () => {
    const exporters = new ScriptedTransports(answering(UNAVAILABLE));
    const createTransport = () => ({
      ...exporters.create(),
      shutdown: () => Promise.reject(new Error('shut down before')),
    });
    const { queue, end } = setUp(undefined, { createTransport });
    end(1);
    await queue.forceFlush();
    await queue.shutdown();
    expect(queue.status).toMatchObject({ made: 1, dropped: { shutdown: 1 } });
  });

  it('exports untraced, and in no context of the application', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const key = Symbol('request');
    const requests = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const { queue, end } = setUp((_, answer) => {
      const active = context.active();
      seen.push([isTracingSuppressed(active), active.getValue(key), requests.getStore()]);
      answer(SUCCESS);
    });
    const inRequest = (work: () => Promise<void>): Promise<void> =>
      requests.run('request', () => context.with(ROOT_CONTEXT.setValue(key, 'request'), work));
    await inRequest(async () => {
      end(1);
      await queue.forceFlush();
      end(5);
      await until(() => queue.status.sent === 6);
    });
    expect(seen).toEqual([
      [true, undefined, undefined],
      [true, undefined, undefined],
    ]);
  });

  it('waits for the attributes of a resource that are still looked up', async () => {
    const host = Promise.withResolvers<string>();
    const { queue, exporters } = setUp();
    const resource = resourceFromAttributes({ 'host.id': host.promise });
    queue.onEnd(finishedSpan(0, { resource }));
    queue.onEnd(finishedSpan(1, { resource }));
    const flushed = queue.forceFlush();
    await setImmediate();
    expect(exporters.batches).toEqual([]);
    host.resolve('a');
    await flushed;
    expect(exporters.batches).toEqual([namesOf(2)]);
  });

  it('does not wait for a resource whose attributes cannot be found', async () => {
    const { queue, exporters } = setUp();
    const resource = Object.create(resourceFromAttributes({}), {
      asyncAttributesPending: { value: true },
      waitForAsyncAttributes: { value: () => Promise.reject(new Error('no host')) },
    });
    queue.onEnd(finishedSpan(0, { resource }));
    await queue.forceFlush();
    expect(exporters.accepted).toEqual(namesOf(1));
  });

  it('waits for them no longer than three seconds', async () => {
    const { queue, exporters } = setUp();
    const resource = resourceFromAttributes({ 'host.id': new Promise<string>(() => {}) });
    queue.onEnd(finishedSpan(0, { resource }));
    await queue.forceFlush();
    expect(exporters.accepted).toEqual(namesOf(1));
  });

  describe('forceFlush', () => {
    it('waits for what is on its way, and sends the rest', async () => {
      const { behave, answer } = byHand();
      const { queue, exporters, end } = setUp(behave);
      end(5);
      await until(() => exporters.inFlight === 1);
      end(2);
      let isFlushed = false;
      const flushed = queue.forceFlush().then(() => (isFlushed = true));
      await answer(SUCCESS);
      await until(() => exporters.inFlight === 1);
      expect(isFlushed).toBe(false);
      await answer(SUCCESS);
      await flushed;
      expect(exporters.accepted).toEqual(namesOf(7));
    });

    it('does not wait for what ends after the call', async () => {
      const { behave, answer } = byHand();
      const { queue, exporters, end } = setUp(behave);
      end(1);
      const flushed = queue.forceFlush();
      await until(() => exporters.inFlight === 1);
      end(1);
      await answer(SUCCESS);
      await flushed;
      expect(queue.status).toMatchObject({ sent: 1, queued: 1 });
    });

    it('makes one attempt at once while the collector is away, and holds the spans', async () => {
      const { queue, exporters, end } = setUp(answering(UNAVAILABLE));
      end(7);
      await queue.forceFlush();
      await queue.forceFlush();
      expect(exporters.batches).toEqual([namesOf(5), namesOf(5)]);
      expect(queue.status).toMatchObject({ queued: 7, dropped: NOTHING_DROPPED });
    });

    it('makes an attempt of its own where one that began before fails', async () => {
      const { behave, answer } = byHand();
      const { queue, exporters, end } = setUp(behave);
      end(5);
      await until(() => exporters.inFlight === 1);
      const flushed = queue.forceFlush();
      await answer(UNAVAILABLE);
      await answer(SUCCESS);
      await flushed;
      expect(queue.status.sent).toBe(5);
    });

    it('shares its attempts with other calls', async () => {
      const { queue, exporters, end } = setUp();
      end(7);
      await Promise.all([queue.forceFlush(), queue.forceFlush(), queue.forceFlush()]);
      expect(exporters.batches.map(({ length }) => length)).toEqual([5, 2]);
    });

    it('resolves at once where there is nothing to send', async () => {
      const { queue, exporters } = setUp();
      await queue.forceFlush();
      expect(exporters.batches).toEqual([]);
    });
  });

  describe('shutdown', () => {
    it('sends what is left, then shuts the exporter down, once', async () => {
      const { queue, exporters, lines, end } = setUp();
      end(7);
      await Promise.all([queue.shutdown(), queue.shutdown(), queue.forceFlush()]);
      expect(exporters.accepted).toEqual(namesOf(7));
      expect(exporters.shutDown).toBe(1);
      expect(lines).toEqual([]);
    });

    it('attempts each batch once while the collector is away, and does not wait between', async () => {
      const { queue, exporters, lines, end } = setUp(answering(UNAVAILABLE));
      end(8);
      await queue.shutdown();
      expect(exporters.batches).toEqual([namesOf(5), namesOf(8).slice(5)]);
      expect(queue.status).toMatchObject({ queued: 0, dropped: { shutdown: 8 } });
      expect(lines).toEqual([
        '[@traced/nest] Spans could not be exported: 14 away. Lost in all: 8 of 8 spans (8 shutdown).',
      ]);
    });

    it('attempts a batch once more whose attempt began before and fails', async () => {
      const { behave, answer } = byHand();
      const { queue, exporters, end } = setUp(behave);
      end(5);
      await until(() => exporters.inFlight === 1);
      const stopped = queue.shutdown();
      await answer(UNAVAILABLE);
      await answer(SUCCESS);
      await stopped;
      expect(queue.status).toMatchObject({ sent: 5, dropped: NOTHING_DROPPED });
    });

    it('ends in its time with an exporter that hangs, whatever that answers later', async () => {
      const { behave, answer } = byHand();
      const stopped: string[] = [];
      const { queue, exporters, end } = setUp(behave, {
        shutdownTimeoutMillis: 5,
        onStopped: () => void stopped.push('stopped'),
      });
      end(7);
      await queue.shutdown();
      expect(stopped).toEqual(['stopped']);
      expect(exporters.shutDown).toBe(1);
      await answer(SUCCESS);
      await setImmediate();
      expect(queue.status).toMatchObject({ made: 7, sent: 0, queued: 0, dropped: { shutdown: 7 } });
      expect(exporters.batches).toHaveLength(1);
    });

    it('ends in its time with an exporter that cannot be shut down', async () => {
      const createTransport = () => ({
        ...new ScriptedTransports().create(),
        shutdown: () => new Promise<void>(() => {}),
      });
      const { queue, end } = setUp(undefined, { createTransport });
      end(1);
      await queue.shutdown();
      expect(queue.status.sent).toBe(1);
    });

    it('drops what ends afterwards', async () => {
      const { queue, exporters, end } = setUp();
      end(1);
      const stopped = queue.shutdown();
      end(2);
      await stopped;
      end(4);
      expect(exporters.accepted).toEqual(namesOf(1));
      expect(queue.status).toMatchObject({ made: 7, sent: 1, queued: 0, dropped: { shutdown: 6 } });
    });
  });

  describe('takeUnsent', () => {
    it('empties the queue, also of spans on their way, for a caller that says what became of them', async () => {
      const { behave, answer } = byHand();
      const { queue, exporters, lines, end } = setUp(behave);
      end(5);
      await until(() => exporters.inFlight === 1);
      end(2);
      expect(queue.takeUnsent().flatMap(namesInRequest)).toEqual(namesOf(7));
      expect(queue.takeUnsent()).toEqual([]);
      await answer(SUCCESS);
      await setImmediate();
      expect(queue.status).toMatchObject({ made: 7, sent: 0, queued: 7 });
      queue.markSent(4);
      expect(queue.status).toMatchObject({ sent: 4, queued: 3 });
      queue.markDropped(3, 'shutdown');
      expect(queue.status).toMatchObject({ sent: 4, queued: 0, dropped: { shutdown: 3 } });
      expect(lines).toEqual(['[@traced/nest] Lost in all: 3 of 7 spans (3 shutdown).']);
    });

    it('lets the queue go on with spans that end afterwards', async () => {
      const { behave, answer } = byHand();
      const { queue, exporters, end } = setUp(behave);
      end(5);
      await until(() => exporters.inFlight === 1);
      queue.takeUnsent();
      end(5);
      await answer(UNAVAILABLE);
      exporters.behave = answering(SUCCESS);
      await until(() => exporters.accepted.length === 5);
      expect(exporters.accepted).toEqual(namesOf(10).slice(5));
      queue.markSent(5);
      expect(queue.status).toMatchObject({
        made: 10,
        sent: 10,
        queued: 0,
        failingSince: undefined,
      });
    });
  });

  describe('reports on standard error', () => {
    it('why exports fail, once a minute, and when they work again', async () => {
      const { queue, exporters, lines, end } = setUp(answering(UNAVAILABLE));
      end(12);
      await queue.forceFlush();
      await queue.forceFlush();
      expect(lines).toEqual([
        '[@traced/nest] Spans could not be exported: 14 away. 10 of at most 10 spans wait, in 0 of at most 64 MiB; dropped since the last line: 2 queue_full.',
      ]);
      exporters.behave = answering(SUCCESS);
      await queue.forceFlush();
      expect(lines.slice(1)).toEqual([
        '[@traced/nest] Spans are exported again, after 0 s; 5 spans wait.',
      ]);
      exporters.behave = answering(INVALID);
      end(5);
      await queue.forceFlush();
      expect(lines).toHaveLength(2);
      exporters.behave = answering(SUCCESS);
      end(1);
      await queue.forceFlush();
      await queue.shutdown();
      expect(lines.slice(2)).toEqual([
        '[@traced/nest] Spans were lost. 0 of at most 10 spans wait, in 0 of at most 64 MiB; dropped since the last line: 5 rejected.',
        '[@traced/nest] Lost in all: 7 of 18 spans (2 queue_full, 5 rejected).',
      ]);
    });

    it('that a full queue lost spans while exports work', async () => {
      const { queue, lines, end } = setUp();
      end(11);
      await queue.forceFlush();
      expect(lines).toEqual([
        '[@traced/nest] Spans were lost. 5 of at most 10 spans wait, in 0 of at most 64 MiB; dropped since the last line: 1 queue_full.',
      ]);
    });

    it('that exports work again when the process ends, and of what was lost before once', async () => {
      const { queue, exporters, lines, end } = setUp(answering(UNAVAILABLE));
      end(5);
      await queue.forceFlush();
      exporters.behave = answering(SUCCESS);
      await queue.shutdown();
      expect(lines.slice(1)).toEqual([
        '[@traced/nest] Spans are exported again, after 0 s; 0 spans wait.',
      ]);
      const another = setUp();
      another.end(11);
      await another.queue.shutdown();
      expect(another.lines).toEqual(['[@traced/nest] Lost in all: 1 of 11 spans (1 queue_full).']);
    });

    it('nothing while all is well', async () => {
      const { queue, lines, end } = setUp();
      end(3);
      await queue.forceFlush();
      await queue.shutdown();
      expect(lines).toEqual([]);
    });
  });
});
