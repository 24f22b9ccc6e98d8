import type { ExitStatus } from './processes/guarded-process.js';

/** A port that was asked for by name is taken by another process. */
export class PortInUseError extends Error {
  readonly code = 'DEVSTACK_PORT_IN_USE';

  constructor(
    readonly variable: string,
    readonly port: number,
  ) {
    super(`Expected a free port in ${variable}, but ${port} is in use.`);
  }
}

/** An environment variable cannot be used; its value is not repeated, it may be a secret. */
export class InvalidEnvironmentError extends Error {
  readonly code = 'DEVSTACK_INVALID_ENVIRONMENT';

  constructor(
    readonly variable: string,
    readonly expected: string,
  ) {
    super(`Expected ${variable} to be ${expected}.`);
  }
}

/** The state directory belongs to a stack that is running. */
export class StateDirectoryInUseError extends Error {
  readonly code = 'DEVSTACK_STATE_DIRECTORY_IN_USE';

  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`Expected ${directory} to be free, but the stack of process ${pid} is using it.`);
  }
}

/** There is no PostgreSQL for this platform, or its optional package is not installed. */
export class PostgresNotInstalledError extends Error {
  readonly code = 'DEVSTACK_POSTGRES_NOT_INSTALLED';

  constructor(readonly platform: string) {
    super(
      `Expected the PostgreSQL package of ${platform} to be installed; ` +
        'without one, set DATABASE_URL to a server of your own.',
    );
  }
}

/** No directory was found that PostgreSQL's account may enter. */
export class UnreachableDirectoryError extends Error {
  readonly code = 'DEVSTACK_UNREACHABLE_DIRECTORY';

  constructor(readonly directories: readonly string[]) {
    super(
      `Expected a directory of our own that every account may enter, in ${directories.join(' or ')}; found none.`,
    );
  }
}

/** The data directory cannot be used by this server or by this user. */
export class DataDirectoryError extends Error {
  readonly code = 'DEVSTACK_DATA_DIRECTORY';

  constructor(
    readonly directory: string,
    readonly reason: string,
    readonly output: readonly string[] = [],
  ) {
    super(
      `Expected PostgreSQL to start on ${directory}, but ${reason}; ` +
        'remove .traced/ to start afresh.',
    );
  }
}

/** The server of a database URL refused to be connected to or to make the databases. */
export class DatabaseServerError extends Error {
  readonly code = 'DEVSTACK_DATABASE_SERVER';

  constructor(
    readonly host: string,
    cause: unknown,
  ) {
    // A host of several addresses fails with one error for each, and no message.
    const [first] = cause instanceof AggregateError ? cause.errors : [cause];
    super(`Expected to prepare the databases on ${host}, but: ${first}.`, { cause });
  }
}

/** A service, or its migration, ended or stayed silent before it was ready. */
export class ServiceStartError extends Error {
  readonly code = 'DEVSTACK_SERVICE_START';

  constructor(
    readonly service: string,
    readonly status: ExitStatus | undefined,
    readonly output: readonly string[],
  ) {
    super(`Expected ${service} to become ready, but it ${describeExit(status)}.`);
  }
}

/** A service did not do its part when the demo placed its order. */
export class OrderNotPlacedError extends Error {
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

/** `--json` was asked for, but the spans go to somebody else's collector. */
export class NoTraceToPrintError extends Error {
  readonly code = 'DEVSTACK_NO_TRACE_TO_PRINT';

  constructor(readonly endpoint: string) {
    super(
      `Expected no OTEL_EXPORTER_OTLP_ENDPOINT with --json, but the spans go to ${endpoint}, which cannot be read back.`,
    );
  }
}

function describeExit(status: ExitStatus | undefined): string {
  if (status === undefined) return 'did not answer in time';
  return status.signal === null ? `exited with ${status.code}` : `was ended by ${status.signal}`;
}
