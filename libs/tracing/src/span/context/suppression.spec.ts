import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { isTracingSuppressed as isSuppressedForSdk } from '@opentelemetry/core';
import { isTracingSuppressed, suppressTracing } from './suppression.js';

describe('suppressTracing', () => {
  it('suppresses by the key that the SDK reads', () => {
    expect(isSuppressedForSdk(ROOT_CONTEXT)).toBe(false);
    expect(isSuppressedForSdk(suppressTracing(ROOT_CONTEXT))).toBe(true);
    expect(isTracingSuppressed(suppressTracing(ROOT_CONTEXT))).toBe(true);
  });
});
