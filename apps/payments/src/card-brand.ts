/** The brands of the test cards, as the gateway documents them: a token does not contain the number of its card. */
const TEST_CARDS = new Map([
  ['tok_ok', 'visa'],
  ['tok_declined', 'mastercard'],
  ['tok_slow', 'amex'],
  ['tok_error', 'visa'],
  ['tok_hang', 'visa'],
]);

/** Returns the brand of the card behind a token, `unknown` when it is no test card. */
export function cardBrand(token: string): string {
  return TEST_CARDS.get(token) ?? 'unknown';
}
