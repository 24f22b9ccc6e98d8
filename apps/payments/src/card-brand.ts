/** A token does not tell the card's number; the gateway documents the brands of its test cards. */
const TEST_CARDS = new Map([
  ['tok_ok', 'visa'],
  ['tok_declined', 'mastercard'],
  ['tok_slow', 'amex'],
  ['tok_error', 'visa'],
  ['tok_hang', 'visa'],
]);

export function cardBrand(token: string): string {
  return TEST_CARDS.get(token) ?? 'unknown';
}
