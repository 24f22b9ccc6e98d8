import { setTimeout as sleep } from 'node:timers/promises';
import { span } from '@traced/kit';
import { beforeEach, describe, expect, it } from '#runner';
import { withSilence } from './traces.js';

/** Longer than the timeout of the tests, which does not count the time of their hooks. */
const STARTING_MILLIS = 3_000;

describe('a trace test whose hook is slow', () => {
  beforeEach(async () => {
    await sleep(STARTING_MILLIS);
  }, 60_000);

  it('waits none the less', () =>
    withSilence(async (trace) => {
      await expect(trace).toMatchTrace(span('POST /orders'));
    }));
});
