/** A command line that cannot be run. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'KIT_USAGE';
}

/** A trace that is complete, but not over the services that were named. */
export class ServicesMismatchError extends Error {
  override readonly name = 'ServicesMismatchError';
  readonly code = 'KIT_SERVICES_MISMATCH';

  constructor(
    readonly traceId: string,
    readonly expected: readonly string[],
    readonly received: readonly string[],
  ) {
    super(
      `Expected trace ${traceId} to reach exactly ${expected.join(', ')}, got ${received.join(', ')}.`,
    );
  }
}
