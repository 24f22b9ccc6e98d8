import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { waitFor } from './wait-for.js';

function arrivals(): { arrive: () => void; next: (signal: AbortSignal) => Promise<void> } {
  const emitter = new EventEmitter();
  return {
    arrive: () => emitter.emit('arrival'),
    next: async (signal) => void (await once(emitter, 'arrival', { signal })),
  };
}

describe('waitFor', () => {
  it('resolves at once with what is there', async () => {
    const { next } = arrivals();
    await expect(waitFor(() => 'here', next, { timeoutMillis: 0, quietMillis: 0 })).resolves.toBe(
      'here',
    );
  });

  it('looks again at each arrival', async () => {
    const { arrive, next } = arrivals();
    let looks = 0;
    const find = (): number | undefined => {
      looks += 1;
      if (looks < 3) queueMicrotask(arrive);
      return looks === 3 ? looks : undefined;
    };
    await expect(waitFor(find, next, { timeoutMillis: 60_000, quietMillis: 0 })).resolves.toBe(3);
  });

  it('takes back what it found when something arrives before the quiet is over', async () => {
    const { arrive, next } = arrivals();
    const found = ['first', 'second'];
    const find = (): string | undefined => {
      if (found.length === 2) queueMicrotask(arrive);
      return found.shift();
    };
    await expect(waitFor(find, next, { timeoutMillis: 60_000, quietMillis: 20 })).resolves.toBe(
      'second',
    );
  });

  it('takes the length of the quiet from what it found', async () => {
    const { arrive, next } = arrivals();
    const found = [20, 0];
    const find = (): number | undefined => {
      if (found.length === 2) queueMicrotask(arrive);
      return found.shift();
    };
    const quietMillis = (millis: number): number => millis;
    await expect(waitFor(find, next, { timeoutMillis: 60_000, quietMillis })).resolves.toBe(0);
  });

  it('resolves with undefined when nothing was found in time', async () => {
    const { next } = arrivals();
    await expect(
      waitFor(() => undefined, next, { timeoutMillis: 20, quietMillis: 0 }),
    ).resolves.toBeUndefined();
  });

  it('rejects with an error that is not the timeout’s', async () => {
    const broken = (): Promise<void> => Promise.reject(new Error('closed'));
    await expect(
      waitFor(() => undefined, broken, { timeoutMillis: 1_000, quietMillis: 0 }),
    ).rejects.toThrow('closed');
  });
});
