import { describe, expect, it } from '@jest/globals';
import { type Steps, call, done, finish, finishInSlices } from './steps.js';

/** Work that counts down by calling itself. */
function* countDown(from: number): Steps<number> {
  yield;
  return from === 0 ? 0 : 1 + (yield* call(countDown(from - 1)));
}

/** Work of many steps that take a millisecond each. */
function* takeMillis(millis: number): Steps<string> {
  for (let passed = 0; passed < millis; passed++) {
    const end = performance.now() + 1;
    while (performance.now() < end) continue;
    yield;
  }
  return 'done';
}

describe('work in steps', () => {
  it('has the same result at once and in slices, however deep it recurs', async () => {
    expect(finish(countDown(100_000))).toBe(100_000);
    await expect(finishInSlices(countDown(100_000))).resolves.toBe(100_000);
    expect(finish(done('result'))).toBe('result');
  });

  it('lets the event loop turn while it is done in slices', async () => {
    let turns = 0;
    let timer = setImmediate(function turn() {
      turns += 1;
      timer = setImmediate(turn);
    });
    await expect(finishInSlices(takeMillis(100))).resolves.toBe('done');
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(4);
  });

  it('fails as a step of it does', async () => {
    function* failing(): Steps<void> {
      yield* call(done(1));
      throw new Error('no');
    }
    expect(() => finish(call(failing()))).toThrow('no');
    await expect(finishInSlices(call(failing()))).rejects.toThrow('no');
  });
});
