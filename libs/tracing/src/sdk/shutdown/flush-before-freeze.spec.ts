import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { finishedSpan } from '../../../test/finished-span.js';
import {
  type Behaviour,
  SUCCESS,
  ScriptedTransports,
  UNAVAILABLE,
  answering,
} from '../../../test/scripted-transports.js';
import { SettableClock } from '../../../test/settable-clock.js';
import { ExportQueue } from '#sdk/export/export-queue.js';
import { createFlushBeforeFreeze } from './flush-before-freeze.js';

const HOUR_MILLIS = 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
});

function setUp(behave: Behaviour) {
  const exporters = new ScriptedTransports(behave);
  const queue = new ExportQueue({
    createTransport: exporters.create,
    maxQueueSize: 100,
    maxExportBatchSize: 10,
    scheduledDelayMillis: HOUR_MILLIS,
    exportTimeoutMillis: HOUR_MILLIS,
    backOff: { initialMillis: HOUR_MILLIS, maxMillis: HOUR_MILLIS },
    write: () => {},
  });
  const flushed = { times: 0 };
  const flushQueue = (): Promise<void> => {
    flushed.times++;
    return queue.forceFlush();
  };
  const flush = createFlushBeforeFreeze(flushQueue, queue);
  let ended = 0;
  const end = (): void => queue.onEnd(finishedSpan(ended++));
  return { queue, exporters, flush, flushed, end };
}

describe('createFlushBeforeFreeze', () => {
  it('returns once everything was sent', async () => {
    const { queue, exporters, flush, end } = setUp(answering(SUCCESS));
    for (let n = 0; n < 25; n++) end();
    await flush(HOUR_MILLIS);
    expect(queue.status).toMatchObject({ sent: 25, queued: 0 });
    expect(exporters.batches.map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it('sends nothing where nothing has ended', async () => {
    const { exporters, flush } = setUp(answering(SUCCESS));
    await flush(HOUR_MILLIS);
    expect(exporters.batches).toEqual([]);
  });

  it('tries once more, for a connection that has not outlived the last freeze', async () => {
    const { exporters, queue, flush, end } = setUp((_, answer) => {
      answer(exporters.batches.length === 1 ? UNAVAILABLE : SUCCESS);
    });
    end();
    await flush(HOUR_MILLIS);
    expect(exporters.batches).toHaveLength(2);
    expect(queue.status).toMatchObject({ sent: 1, queued: 0 });
  });

  it.each([
    ['refuses', answering(UNAVAILABLE), HOUR_MILLIS],
    ['does not answer', () => {}, 1],
  ])('waits for a collector that %s once in 30 seconds', async (_, behave, maxMillis) => {
    const clock = new SettableClock();
    const { flush, flushed, end } = setUp(behave);
    end();
    await flush(maxMillis);
    clock.pass(29_999);
    end();
    await flush(maxMillis);
    expect(flushed.times).toBe(1);
    clock.pass(1);
    await flush(maxMillis);
    expect(flushed.times).toBe(2);
  });
});
