import { describe, expect, it } from '@jest/globals';
import { label, printable } from './printable.js';

describe('printable', () => {
  it('leaves text of any script as it is', () => {
    expect(printable('GET /bücher/日本語 👩‍🚀 "x" \\')).toBe('GET /bücher/日本語 👩‍🚀 "x" \\');
  });

  it('escapes what moves the cursor, colours, or reorders the line', () => {
    expect(printable('a\nb\t\u001B[31mc\u007F\u009B2J\u202Ed\u2028\uD800')).toBe(
      'a\\nb\\t\\u001b[31mc\\u007f\\u009b2J\\u202ed\\u2028\\ud800',
    );
  });
});

describe('label', () => {
  it('is service and name', () => {
    expect(label({ service: 'orders', name: 'POST /orders\r' })).toBe('orders · POST /orders\\r');
  });
});
