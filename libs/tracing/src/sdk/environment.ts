import { TracingError } from '../errors.js';

/** What the environment says about tracing; `undefined` where it says nothing. */
export interface TracingEnvironment {
  readonly disabled: boolean;
  readonly exporter: 'otlp' | 'none';
  readonly sampler: string | undefined;
  readonly samplerArgument: string | undefined;
  readonly batch: {
    readonly scheduledDelayMillis: number | undefined;
    readonly exportTimeoutMillis: number | undefined;
    readonly maxQueueSize: number | undefined;
    readonly maxExportBatchSize: number | undefined;
  };
  readonly excludedUrls: readonly string[] | undefined;
  /** Where `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN` wants exceptions recorded. */
  readonly exceptionRecord: 'event' | 'log' | 'both';
}

/**
 * Reads and checks the variables that this library understands. Those of the exporter and the
 * resource are read by OpenTelemetry's own packages.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readEnvironment(): TracingEnvironment {
  checkEndpoint('OTEL_EXPORTER_OTLP_ENDPOINT');
  checkEndpoint('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  readChoice('OTEL_EXPORTER_OTLP_PROTOCOL', ['grpc']);
  readChoice('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', ['grpc']);
  return {
    disabled: readChoice('OTEL_SDK_DISABLED', ['true', 'false']) === 'true',
    exporter: readChoice('OTEL_TRACES_EXPORTER', ['otlp', 'none']) ?? 'otlp',
    sampler: readText('OTEL_TRACES_SAMPLER'),
    samplerArgument: readText('OTEL_TRACES_SAMPLER_ARG'),
    batch: {
      scheduledDelayMillis: readInteger('OTEL_BSP_SCHEDULE_DELAY', 0),
      exportTimeoutMillis: readInteger('OTEL_BSP_EXPORT_TIMEOUT', 0),
      maxQueueSize: readInteger('OTEL_BSP_MAX_QUEUE_SIZE', 1),
      maxExportBatchSize: readInteger('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1),
    },
    excludedUrls: readText('TRACING_EXCLUDED_URLS')
      ?.split(',')
      .map((pattern) => pattern.trim())
      .filter((pattern) => pattern !== ''),
    exceptionRecord: readExceptionRecord(),
  };
}

export function invalidVariable(name: string, expected: string, given: string): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    name,
    `${name}: expected ${expected}, got '${given}'.`,
  );
}

/** An empty variable counts as unset, as the specification wants it. */
function readText(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

function readChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text.toLowerCase());
  if (choice === undefined) throw invalidVariable(name, choices.join(' or '), text);
  return choice;
}

function readInteger(name: string, minimum: number): number | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw invalidVariable(name, `a whole number of at least ${minimum}`, text);
  }
  return value;
}

/** Unlike other variables, a list in which other conventions may be opted into as well. */
function readExceptionRecord(): TracingEnvironment['exceptionRecord'] {
  const optIns = readText('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN')?.split(',') ?? [];
  const names = optIns.map((name) => name.trim().toLowerCase());
  if (names.includes('logs/dup')) return 'both';
  return names.includes('logs') ? 'log' : 'event';
}

/** Without a scheme the exporter would try TLS and fail at every export without a word. */
function checkEndpoint(name: string): void {
  const text = readText(name);
  if (text === undefined || /^https?:\/\/[^/]/.test(text)) return;
  throw invalidVariable(name, 'a URL such as http://localhost:4317', text);
}
