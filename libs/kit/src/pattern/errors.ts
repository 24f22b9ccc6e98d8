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
