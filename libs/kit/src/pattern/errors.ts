/** Says that no number of siblings can satisfy the bounds given to `many()`. */
export class InvalidRepetitionError extends Error {
  override readonly name = 'InvalidRepetitionError';
  readonly code = 'KIT_INVALID_REPETITION';

  constructor(
    readonly min: number,
    readonly max: number,
  ) {
    super(`Expected bounds of many() with 0 <= min <= max, got min ${min} and max ${max}.`);
  }
}

/** Says that a length of time, or what is expected of one, cannot be read. */
export class InvalidDurationError extends Error {
  override readonly name = 'InvalidDurationError';
  readonly code = 'KIT_INVALID_DURATION';

  constructor(
    /** The text that cannot be read, or the number that is no length of time. */
    readonly duration: string,
    expected: string,
  ) {
    super(`Expected a duration as ${expected}, got ${JSON.stringify(duration)}.`);
  }
}

/** Says that no number of spans can satisfy an expected count. */
export class InvalidSpanCountError extends Error {
  override readonly name = 'InvalidSpanCountError';
  readonly code = 'KIT_INVALID_SPAN_COUNT';

  constructor(
    readonly min: number,
    readonly max: number,
  ) {
    super(
      `Expected a number of spans, or { min, max } with integers 0 <= min <= max, got min ${min} and max ${max}.`,
    );
  }
}

/** Says that a pattern was given a field that it does not know, most likely a misspelt one. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError';
  readonly code = 'KIT_UNKNOWN_FIELD';

  constructor(
    /** Names what got the field, such as `span()`. */
    readonly owner: string,
    readonly field: string,
    /** The field that is spelt most like it. */
    readonly nearest: string,
  ) {
    super(
      `Expected ${owner} to get fields that it knows, got "${field}". Did you mean "${nearest}"?`,
    );
  }
}
