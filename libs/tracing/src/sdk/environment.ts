import { MAX_TEXT_LENGTH } from '../span/cut-text.js';
import { type BaggageHosts, readBaggageHosts } from './propagation/baggage-hosts.js';
import { type ForceSamplingSettings, readForceSampling } from './sampling/read-force-sampling.js';
import { type KeepSettings, readKeep } from './sampling/read-keep.js';
import {
  type TrustedCallersSettings,
  readTrustedCallers,
} from './sampling/read-trusted-callers.js';
import { type SamplingRule, readSamplingRules } from './sampling/rules/sampling-rule.js';
import { invalidVariable, readChoice, readFirst, readInteger, readText } from './variables.js';

const PRESETS = ['native', 'standard'] as const;
const PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;

/** The port that OTLP over HTTP has of its own; that of gRPC is 4317. */
const OTLP_HTTP_PORT = '4318';

/** The least that a queue may take: a span with a long text in each of its attributes takes that much. */
const MEBIBYTE = 1024 * 1024;

/** A timer that is set for longer goes off at once: https://nodejs.org/api/timers.html */
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

type Preset = (typeof PRESETS)[number];
export type OtlpProtocol = (typeof PROTOCOLS)[number];

/** What the environment says about tracing; `undefined` where it says nothing. */
export interface TracingEnvironment {
  readonly disabled: boolean;
  readonly preset: Preset;
  readonly exporter: 'otlp' | 'none';
  readonly protocol: OtlpProtocol;
  /** The variable whose port told the protocol, as no variable names one. */
  readonly protocolToldBy: string | undefined;
  readonly sampler: string | undefined;
  readonly samplerArgument: string | undefined;
  /** For requests that begin a trace; the first that matches holds. */
  readonly samplingRules: readonly SamplingRule[];
  /** `undefined` if nothing can be forced. */
  readonly forceSampling: ForceSamplingSettings | undefined;
  /** `undefined` where every caller's sampling decision is followed. */
  readonly trustedCallers: TrustedCallersSettings | undefined;
  readonly baggageHosts: BaggageHosts;
  readonly batch: {
    readonly scheduledDelayMillis: number;
    /** 0: no limit. */
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxQueueBytes: number;
    /** At most as many as the queue holds. */
    readonly maxExportBatchSize: number;
  };
  /** In characters; of each element where the value is a list. */
  readonly attributeValueLengthLimit: number;
  readonly excludedUrls: readonly string[] | undefined;
  /** `undefined` if nothing is kept that the sampler drops. */
  readonly keep: KeepSettings | undefined;
  /** Where `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN` wants exceptions recorded. */
  readonly exceptionRecord: 'event' | 'log' | 'both';
  /** Whether the environment asks for the signals that only the preset `standard` has. */
  readonly metrics: boolean;
  readonly logs: boolean;
}

/**
 * Reads and checks the variables that this library understands. Those of the exporter and the
 * resource are read by OpenTelemetry's own packages, which would pass over a value they cannot use.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readEnvironment(): TracingEnvironment {
  return {
    disabled: readChoice('OTEL_SDK_DISABLED', ['true', 'false']) === 'true',
    preset: readChoice('TRACING_PRESET', PRESETS) ?? 'native',
    exporter: readChoice('OTEL_TRACES_EXPORTER', ['otlp', 'none']) ?? 'otlp',
    ...readProtocol(),
    sampler: readText('OTEL_TRACES_SAMPLER'),
    samplerArgument: readText('OTEL_TRACES_SAMPLER_ARG'),
    samplingRules: readSamplingRules(),
    forceSampling: readForceSampling(),
    trustedCallers: readTrustedCallers(),
    baggageHosts: readBaggageHosts(),
    batch: readBatch(),
    attributeValueLengthLimit: readAttributeValueLengthLimit(),
    excludedUrls: readText('TRACING_EXCLUDED_URLS')
      ?.split(',')
      .map((pattern) => pattern.trim())
      .filter((pattern) => pattern !== ''),
    keep: readKeep(),
    exceptionRecord: readExceptionRecord(),
    metrics: readText('OTEL_METRICS_EXPORTER') !== undefined,
    logs: readText('OTEL_LOGS_EXPORTER') !== undefined,
  };
}

function readBatch(): TracingEnvironment['batch'] {
  const maxQueueSize = readInteger('OTEL_BSP_MAX_QUEUE_SIZE', 1) ?? 2_048;
  const maxExportBatchSize = readInteger('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1) ?? 512;
  return {
    scheduledDelayMillis: readMillis('OTEL_BSP_SCHEDULE_DELAY') ?? 5_000,
    exportTimeoutMillis: readMillis('OTEL_BSP_EXPORT_TIMEOUT') ?? 30_000,
    maxQueueSize,
    maxQueueBytes: readInteger('TRACING_MAX_QUEUE_BYTES', MEBIBYTE) ?? 64 * MEBIBYTE,
    maxExportBatchSize: Math.min(maxExportBatchSize, maxQueueSize),
  };
}

/** The specification has no limit by default, but a queue of spans that a client can make long is bounded. */
function readAttributeValueLengthLimit(): number {
  const names = ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'];
  return readFirst((name) => readInteger(name, 1), names) ?? MAX_TEXT_LENGTH;
}

function readMillis(name: string): number | undefined {
  const millis = readInteger(name, 0);
  return millis === undefined ? undefined : Math.min(millis, LONGEST_TIMER_MILLIS);
}

/** The variables of traces win over those of all signals; all of them are checked. */
function readProtocol(): Pick<TracingEnvironment, 'protocol' | 'protocolToldBy'> {
  const endpoint = readFirst(readEndpoint, [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ]);
  const named = readFirst(readOtlpProtocol, [
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    'OTEL_EXPORTER_OTLP_PROTOCOL',
  ]);
  if (named) return { protocol: named, protocolToldBy: undefined };
  if (endpoint?.url.port !== OTLP_HTTP_PORT) return { protocol: 'grpc', protocolToldBy: undefined };
  return { protocol: 'http/protobuf', protocolToldBy: endpoint.name };
}

function readOtlpProtocol(name: string): OtlpProtocol | undefined {
  return readChoice(name, PROTOCOLS);
}

/** Unlike other variables, a list in which other conventions may be opted into as well. */
function readExceptionRecord(): TracingEnvironment['exceptionRecord'] {
  const optIns = readText('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN')?.split(',') ?? [];
  const names = optIns.map((name) => name.trim().toLowerCase());
  if (names.includes('logs/dup')) return 'both';
  return names.includes('logs') ? 'log' : 'event';
}

/** Without a scheme the exporter would try TLS and fail at every export without a word. */
function readEndpoint(name: string): { readonly name: string; readonly url: URL } | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const url = /^https?:\/\/[^/]/.test(text) ? URL.parse(text) : null;
  if (!url) throw invalidVariable(name, 'a URL such as http://localhost:4317', text);
  return { name, url };
}
