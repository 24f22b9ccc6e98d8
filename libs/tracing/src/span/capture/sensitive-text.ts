/** The text that replaces what is redacted. */
export const REDACTED = 'REDACTED';

/*
 * Each pattern takes time in proportion to the length of the text: it reads a character a bounded number of
 * times. Where a new match could begin at each character of a failed one, the pattern matches those
 * characters too, and a group says whether they are what is looked for.
 */

const CREDENTIAL = /\b(?:bearer|basic)\s+[\w.~+/=-]+/gi;

/** Matches a JSON Web Token if the group, which is its third part and may be empty, has matched. */
const JSON_WEB_TOKEN = /\beyJ[\w-]+(?:\.[\w-]+(\.[\w-]*)?)?/g;

/** Matches an e-mail address from the `@` on; the group is the part before it. */
const EMAIL_ADDRESS = /@(?<=([\w.+-]+)@)[\w-]+(?:\.[\w-]+)+/g;

/**
 * Matches digits in one piece, or in the groups printed on a card, but not within a longer id such as a
 * UUID.
 */
const CARD_NUMBER =
  /(?<![\w-])(?:\d{13,19}|\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5}))(?![\w-])/g;

/** Replaces credentials, JSON Web Tokens, e-mail addresses and card numbers in `text`. */
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
    // The characters before the `@` may be the domain of the address before.
    const start = Math.max(done, index - local.length);
    if (start === index) continue;
    redacted += text.slice(done, start) + REDACTED;
    done = index + domain.length;
  }
  return redacted + text.slice(done);
}

/**
 * Whether the last digit is Luhn's check digit (ISO/IEC 7812-1, annex B), as in a card number but no
 * timestamp.
 */
function hasCheckDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '').split('').reverse().map(Number);
  const sum = digits.reduce((total, digit, position) => {
    const doubled = position % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
