import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MAX_TEXT_LENGTH } from './cut-text.js';
import { redactText, setRedaction } from './redaction.js';

afterEach(() => setRedaction({}));

describe('redactText', () => {
  it.each([
    ['Authorization: Bearer abc.DEF-123', 'Authorization: REDACTED'],
    ['token eyJhbGciOi.eyJzdWIiOi.c2lnbmF0', 'token REDACTED'],
    ['write to ada.lovelace+x@mail.example.com now', 'write to REDACTED now'],
    ['card 4242-4242-4242-4242 was refused', 'card REDACTED was refused'],
    ['card 378282246310005', 'card REDACTED'],
    ['card 3782 822463 10005.', 'card REDACTED.'],
  ])('takes the sensitive part out of %p', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it('finds what patterns do that begin anew at each character', () => {
    const parts = ['a', 'eyJ', '.', '@', '-', '+', ' ', 'é', 'b.cc', 'eyJa.eyJb.', 'x@y.zz'];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...parts), maxLength: 12 }), (text) => {
        const expected = text
          .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, 'REDACTED')
          .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'REDACTED');
        expect(redactText(text)).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('shows a pattern of the application no more than is exported', () => {
    setRedaction({ patterns: [new RegExp(`^[^]{${MAX_TEXT_LENGTH + 1}}`), /^start/] });
    expect(redactText(`start ${'and so on '.repeat(10_000)}`)).toMatch(/^REDACTED and so on/);
  });

  it.each([
    'order 0190f5c4-77b2-7d3e-9c41-4f1e2a3b5c6d of 3 items',
    'nobody is 00000000-0000-0000-0000-000000000000',
    'at 1732190400000 for 12900 cents',
    'GET /orders/:id answered 404',
  ])('leaves %p alone', (text) => {
    expect(redactText(text)).toBe(text);
  });
});
