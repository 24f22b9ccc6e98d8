import { describe, expect, it } from '@jest/globals';
import { AssertionPromise } from './assertion-promise.js';
import { openCall, takeForgottenCalls } from './open-calls.js';
import { enterTest, leaveTest } from './running-test.js';

const FRAMES = [
  '    at Object.throwingMatcher (/app/node_modules/expect/build/index.js:1:2)',
  '    at Object.<anonymous> (/app/test/order.spec.js:12:34)',
];

/** Runs `use` with the promise of a matcher in a test of its own; returns what is forgotten when that has ended. */
async function forgottenIn(
  use: (promise: Promise<void>) => unknown,
  { thensOfRunner = 0, outcome = Promise.resolve() } = {},
): Promise<readonly Error[]> {
  const test = enterTest({ name: 'a', file: 'a.spec.js', timeoutMillis: Infinity });
  const call = openCall('toMatchTrace', FRAMES);
  // The test around this one has not ended.
  Object.assign(call, { tests: [test] });
  await use(AssertionPromise.around(outcome, call, thensOfRunner));
  leaveTest(test);
  return takeForgottenCalls();
}

describe('AssertionPromise', () => {
  it('is forgotten when nothing awaits it, and says where the matcher was called', async () => {
    const [error, ...others] = await forgottenIn(() => {});
    expect(error).toMatchObject({
      code: 'KIT_NOT_AWAITED',
      matcher: 'toMatchTrace',
      place: '/app/test/order.spec.js:12:34',
    });
    expect(error?.stack).toBe(`NotAwaitedError: ${error?.message}\n${FRAMES.join('\n')}`);
    expect(others).toEqual([]);
    expect(takeForgottenCalls()).toEqual([]);
  });

  it.each<[string, (promise: Promise<void>) => unknown]>([
    ['await', async (promise) => await promise],
    ['return', (promise) => promise],
    ['Promise.all', (promise) => Promise.all([promise, promise])],
    ['then', (promise) => promise.then((value) => value)],
    ['finally', (promise) => promise.finally(() => {})],
    ['catch and await', async (promise) => await promise.catch(() => {})],
  ])('is awaited by %s', async (_, use) => {
    expect(await forgottenIn(use)).toEqual([]);
  });

  it('does not count what the runner calls before the test gets the promise', async () => {
    const asJest = (promise: Promise<void>): Promise<void> =>
      promise.then((value) => value).catch(() => {});
    expect(await forgottenIn((promise) => void asJest(promise), { thensOfRunner: 1 })).toHaveLength(
      1,
    );
    expect(await forgottenIn((promise) => asJest(promise), { thensOfRunner: 1 })).toEqual([]);
  });

  it('does not end the process when nothing awaits its failure', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const outcome = Promise.reject(new Error('no match'));
    const forgotten = await forgottenIn(() => new Promise((resolve) => setTimeout(resolve, 1)), {
      outcome,
    });
    process.off('unhandledRejection', listen);
    expect([forgotten.length, unhandled]).toEqual([1, []]);
  });

  it('rejects as the matcher does', async () => {
    const failure = new Error('no match');
    await forgottenIn(
      async (promise) => {
        await expect(promise).rejects.toBe(failure);
      },
      { outcome: Promise.reject(failure) },
    );
  });
});
