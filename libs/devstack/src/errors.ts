import type { ExitStatus } from './processes/guarded-process.js';

/** Thrown for an environment variable that cannot be used. It leaves out the value, which may be a secret. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
  readonly code = 'DEVSTACK_INVALID_ENVIRONMENT';

  constructor(
    readonly variable: string,
    readonly expected: string,
  ) {
    super(`Expected ${variable} to be ${expected}.`);
  }
}

/** Thrown when another running stack uses the state directory. */
export class StateDirectoryInUseError extends Error {
  override readonly name = 'StateDirectoryInUseError';
  readonly code = 'DEVSTACK_STATE_DIRECTORY_IN_USE';

  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`Expected ${directory} to be free, but the running stack of process ${pid} uses it.`);
  }
}

/** Thrown when the optional package with PostgreSQL for this platform does not exist or is not installed. */
export class PostgresNotInstalledError extends Error {
  override readonly name = 'PostgresNotInstalledError';
  readonly code = 'DEVSTACK_POSTGRES_NOT_INSTALLED';

  constructor(readonly platform: string) {
    super(
      `Expected the PostgreSQL package of ${platform} to be installed; ` +
        'without one, set DATABASE_URL to a server of your own.',
    );
  }
}

/** Thrown when no temporary directory is one that the account of PostgreSQL may enter. */
export class UnreachableDirectoryError extends Error {
  override readonly name = 'UnreachableDirectoryError';
  readonly code = 'DEVSTACK_UNREACHABLE_DIRECTORY';

  constructor(readonly directories: readonly string[]) {
    super(
      `Expected to find or create a directory that every account may enter, in ${directories.join(' or ')}, but none of them allows it.`,
    );
  }
}

/** Thrown when PostgreSQL does not start on its data directory; `output` holds the last lines that it wrote. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
  readonly code = 'DEVSTACK_DATA_DIRECTORY';

  constructor(
    readonly directory: string,
    readonly reason: string,
    readonly output: readonly string[] = [],
  ) {
    super(
      `Expected PostgreSQL to start on ${directory}, but ${reason}; ` +
        'remove .traced/ to start with an empty database.',
    );
  }
}

/** Thrown when the server of a database URL refuses the connection or the creation of a database. */
export class DatabaseServerError extends Error {
  override readonly name = 'DatabaseServerError';
  readonly code = 'DEVSTACK_DATABASE_SERVER';

  constructor(
    readonly host: string,
    cause: unknown,
  ) {
    // For a host with several addresses, Node throws an AggregateError without a message: one error for each address.
    const [first] = cause instanceof AggregateError ? cause.errors : [cause];
    super(`Expected to create the databases on ${host}, but got: ${first}.`, { cause });
  }
}

/** Thrown when a service, or its migrations, ended or ran out of time before it was ready. */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
  readonly code = 'DEVSTACK_SERVICE_START';

  constructor(
    readonly service: string,
    readonly status: ExitStatus | undefined,
    readonly output: readonly string[],
  ) {
    super(`Expected ${service} to become ready, but it ${describeExit(status)}.`);
  }
}

/** Thrown when a service does not answer 201 to a request that the demo sends to place its order. */
export class OrderNotPlacedError extends Error {
  override readonly name = 'OrderNotPlacedError';
  readonly code = 'DEVSTACK_ORDER_NOT_PLACED';

  constructor(
    readonly service: string,
    readonly answer: string,
    readonly output: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`Expected ${service} to answer 201, but got ${answer}.`, options);
  }
}

/** Thrown for `--json` when the spans go to an external collector, from which the demo cannot read them. */
export class NoTraceToPrintError extends Error {
  override readonly name = 'NoTraceToPrintError';
  readonly code = 'DEVSTACK_NO_TRACE_TO_PRINT';

  constructor(readonly endpoint: string) {
    super(
      `Expected no OTEL_EXPORTER_OTLP_ENDPOINT with --json, but the spans go to ${endpoint}, from where the demo cannot read them.`,
    );
  }
}

/** Thrown when the devstack does not run from a checkout of its repository. */
export class RepositoryNotFoundError extends Error {
  override readonly name = 'RepositoryNotFoundError';
  readonly code = 'DEVSTACK_REPOSITORY_NOT_FOUND';

  constructor(readonly directory: string) {
    super(`Expected ${directory} to lie below the package.json of "traced", but none was found.`);
  }
}

function describeExit(status: ExitStatus | undefined): string {
  if (status === undefined) return 'did not answer in time';
  return status.signal === null ? `exited with ${status.code}` : `was ended by ${status.signal}`;
}
