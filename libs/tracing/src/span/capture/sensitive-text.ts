export const REDACTED = 'REDACTED';

/*
 * Each pattern is linear: it reads a character a bounded number of times, whatever the text. Where one could
 * begin anew at each character of what it has read in vain, it takes that along, and a group that has matched
 * tells what it found.
 */

const CREDENTIAL = /\b(?:bearer|basic)\s+[\w.~+/=-]+/gi;

/** It is one if its third part, which may be empty, is there. */
const JSON_WEB_TOKEN = /\beyJ[\w-]+(?:\.[\w-]+(\.[\w-]*)?)?/g;

/** From the sign on; the group is what stands before it. */
const EMAIL_ADDRESS = /@(?<=([\w.+-]+)@)[\w-]+(?:\.[\w-]+)+/g;

/** In one piece or in the groups that are printed on a card, and not within a longer id such as a UUID. */
const CARD_NUMBER =
  /(?<![\w-])(?:\d{13,19}|\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5}))(?![\w-])/g;

/** `text` without credentials, JSON Web Tokens, e-mail addresses and card numbers. */
export function redactSensitive(text: string): string {
  return redactEmailAddresses(redactTokens(text.replace(CREDENTIAL, REDACTED))).replace(
    CARD_NUMBER,
    (digits) => (hasCheckDigit(digits) ? REDACTED : digits),
  );
}

function redactTokens(text: string): string {
  if (!text.includes('eyJ')) return text;
  return text.replace(JSON_WEB_TOKEN, (match, third?: string) =>
    third === undefined ? match : REDACTED,
  );
}

function redactEmailAddresses(text: string): string {
  if (!text.includes('@')) return text;
  let redacted = '';
  let done = 0;
  for (const { 0: domain, 1: local = '', index } of text.matchAll(EMAIL_ADDRESS)) {
    // The domain of the address before may be what seems to stand before the sign.
    const start = Math.max(done, index - local.length);
    if (start === index) continue;
    redacted += text.slice(done, start) + REDACTED;
    done = index + domain.length;
  }
  return redacted + text.slice(done);
}

/** Luhn's check digit, ISO/IEC 7812-1 annex B: tells a card number from a timestamp. */
function hasCheckDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '').split('').reverse().map(Number);
  const sum = digits.reduce((total, digit, position) => {
    const doubled = position % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
