/** Says what is wrong with a command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'KIT_USAGE';
}

/** Says that a trace is complete, but over other services than those expected. */
export class ServicesMismatchError extends Error {
  override readonly name = 'ServicesMismatchError';
  readonly code = 'KIT_SERVICES_MISMATCH';

  constructor(
    readonly traceId: string,
    readonly expected: readonly string[],
    readonly received: readonly string[],
  ) {
    super(
      `Expected trace ${traceId} to have spans of exactly ${expected.join(', ')}, got ${received.join(', ')}.`,
    );
  }
}
