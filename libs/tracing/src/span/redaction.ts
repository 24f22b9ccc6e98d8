export const REDACTED = 'REDACTED';

const CREDENTIAL = /\b(?:bearer|basic)\s+[\w.~+/=-]+/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const EMAIL_ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** In one piece or in the groups that are printed on a card, and not within a longer id such as a UUID. */
const CARD_NUMBER =
  /(?<![\w-])(?:\d{13,19}|\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5}))(?![\w-])/g;

/** `text` without what gives itself away as a credential or as personal data, wherever it stands. */
export function redactText(text: string): string {
  return text
    .replace(CREDENTIAL, REDACTED)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(EMAIL_ADDRESS, REDACTED)
    .replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? REDACTED : digits));
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
