import { describe, expect, it } from '@jest/globals';
import { nodeTestTimeoutMillis } from './node-test-timeout.js';

describe('nodeTestTimeoutMillis', () => {
  it('is that of the last flag, and none without one', () => {
    expect(nodeTestTimeoutMillis(['--test-timeout=0', '--test-timeout=5000'])).toBe(5_000);
    expect(nodeTestTimeoutMillis(['--test-timeout=0'])).toBe(Infinity);
    expect(nodeTestTimeoutMillis(['--test'])).toBe(Infinity);
  });
});
