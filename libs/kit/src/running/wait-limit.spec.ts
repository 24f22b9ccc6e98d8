import { afterEach, describe, expect, it } from '@jest/globals';
import { type RunningTest, enterTest, leaveTest, runningTests } from './running-test.js';
import { limitWait } from './wait-limit.js';

const around = runningTests();

function enter(timeoutMillis: number, startedAtMillis: number): RunningTest {
  return enterTest({ name: 'a', file: 'a.spec.js', timeoutMillis, startedAtMillis });
}

afterEach(() => {
  for (const test of runningTests()) if (!around.includes(test)) leaveTest(test);
});

describe('limitWait', () => {
  it('waits for 10 seconds where no test is running, or the test has more time', () => {
    expect(limitWait(undefined, 0)).toEqual({ millis: 10_000 });
    enter(Infinity, 0);
    enter(10_500, 0);
    expect(limitWait(undefined, 0)).toEqual({ millis: 10_000 });
  });

  it('ends half a second before the timeout of the test, whatever was asked for', () => {
    enter(5_000, 1_000);
    expect(limitWait(undefined, 2_000)).toEqual({ millis: 3_500, testTimeoutMillis: 5_000 });
    expect(limitWait(20_000, 2_000)).toEqual({ millis: 3_500, testTimeoutMillis: 5_000 });
    expect(limitWait(300, 2_000)).toEqual({ millis: 300 });
  });

  it('leaves a quarter of a timeout below 2 seconds', () => {
    enter(1_000, 0);
    expect(limitWait(undefined, 0)).toMatchObject({ millis: 750 });
  });

  it('does not wait when the time is over', () => {
    enter(5_000, 0);
    expect(limitWait(undefined, 9_000)).toMatchObject({ millis: 0 });
  });

  it('ends before the nearest timeout of the tests that run concurrently', () => {
    enter(9_000, 0);
    enter(5_000, 0);
    expect(limitWait(undefined, 0)).toMatchObject({ testTimeoutMillis: 5_000 });
  });
});
