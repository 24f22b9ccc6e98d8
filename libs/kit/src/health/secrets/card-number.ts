// The first digits and the lengths of the numbers of payment cards, https://en.wikipedia.org/wiki/Payment_card_number
const ISSUED: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(?:0[0-5]|[68]\d)\d{11}$/, // Diners Club
  /^6(?:011|5\d{2}|4[4-9]\d)\d{12}$/, // Discover
  /^35(?:2[89]|[3-8]\d)\d{12}$/, // JCB
  /^62\d{14,17}$/, // UnionPay
];

const MAX_GROUPS = 5;
const MIN_LENGTH = 13;
const MAX_LENGTH = 19;

/** Whether a text holds the number of a payment card: an issuer's digits and length, with a valid check digit. */
export function holdsCardNumber(text: string): boolean {
  for (const match of text.matchAll(/\d+(?:[ -]\d+)*/g)) {
    const groups = match[0].split(/[ -]/);
    const first = isPartOfWord(text.charAt(match.index - 1)) ? 1 : 0;
    const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 2);
    const end = /^(?:[\w-]|\.\d)/.test(rest) ? groups.length - 1 : groups.length;
    if (someRun(groups.slice(first, end), isCardNumber)) return true;
  }
  return false;
}

// Digits behind these are part of an identifier or the fraction of a number.
function isPartOfWord(character: string): boolean {
  return /[\w.-]/.test(character);
}

/** Whether `accepts` accepts the digits of some of the groups that stand side by side. */
function someRun(groups: readonly string[], accepts: (digits: string) => boolean): boolean {
  return groups.some((_, start) => {
    let digits = '';
    for (const group of groups.slice(start, start + MAX_GROUPS)) {
      digits += group;
      if (digits.length > MAX_LENGTH) return false;
      if (accepts(digits)) return true;
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  return (
    digits.length >= MIN_LENGTH &&
    ISSUED.some((number) => number.test(digits)) &&
    hasLuhnDigit(digits)
  );
}

/** Whether the last digit is the check digit of the others, https://en.wikipedia.org/wiki/Luhn_algorithm */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of Array.from(digits, Number).toReversed().entries()) {
    const value = digit * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
