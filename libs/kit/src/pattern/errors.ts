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
