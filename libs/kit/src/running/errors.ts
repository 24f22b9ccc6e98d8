/** Says that an assertion about a trace was not awaited, so that its test could not fail by it. */
export class NotAwaitedError extends Error {
  override readonly name = 'NotAwaitedError';
  readonly code = 'KIT_NOT_AWAITED';

  constructor(
    /** The name of the matcher, such as `toMatchTrace`. */
    readonly matcher: string,
    /** The place of the call, as `file:line:column`. */
    readonly place: string,
  ) {
    super(`Expected ${matcher}() to be awaited, but it was not. It was called at ${place}.`);
  }
}
