import { span } from '@traced/kit';
import { describe, expect, it } from '#runner';
import { order, withSilence } from './traces.js';

describe('a trace test that fails', () => {
  it('as a span is not expected', () => {
    expect(order()).toMatchTrace(span('POST /orders', { children: [] }));
  });

  it('as nothing arrives', () =>
    withSilence(async (trace) => {
      await expect(trace).toMatchTrace(span('POST /orders'));
    }));

  it('as the assertion is not awaited', () =>
    withSilence((trace) => {
      expect(trace).toContainSpan(span('never there'));
    }));
});
