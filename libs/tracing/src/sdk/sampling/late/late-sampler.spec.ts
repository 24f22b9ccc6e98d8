import { describe, expect, it } from '@jest/globals';
import { lateReason } from './late-sampler.js';

describe('lateReason', () => {
  it.each([
    ['error', [true, true, true]],
    ['slow', [false, true, true]],
    ['downstream', [false, false, true]],
    [undefined, [false, false, false]],
  ])('is %s for what failed, was slow, and had an exported callee: %j', (reason, facts) => {
    const [hasFailed = false, isSlow = false, isCalleeExported = false] = facts;
    expect(lateReason({ hasFailed, isSlow, isCalleeExported })).toBe(reason);
  });
});
