/** Says what is wrong with a budget. */
export class InvalidBudgetError extends Error {
  override readonly name = 'InvalidBudgetError';
  readonly code = 'KIT_INVALID_BUDGET';

  constructor(
    /** The key of the budget that is wrong; empty when it has none. */
    readonly key: string,
    expected: string,
    received: string,
  ) {
    super(`Expected ${expected}, got ${received}.`);
  }
}
