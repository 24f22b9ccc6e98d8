import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';
import { forceSampling, isSamplingForced } from './forced-sampling.js';

describe('forceSampling', () => {
  it('forces the context that it returns, and what comes of that, alone', () => {
    const forced = forceSampling(ROOT_CONTEXT);
    expect(isSamplingForced(forced)).toBe(true);
    expect(isSamplingForced(forced.setValue(createContextKey('other'), 1))).toBe(true);
    expect(isSamplingForced(ROOT_CONTEXT)).toBe(false);
  });
});
