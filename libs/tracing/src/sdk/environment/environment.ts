import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { MAX_TEXT_LENGTH } from '#span/capture/cut-text.js';
import { clampToTimer } from '#sdk/settings/longest-timer.js';
import { type BaggageHosts, readBaggageHosts } from './read-baggage-hosts.js';
import { type ForceSamplingSettings, readForceSampling } from './read-force-sampling.js';
import { type LateSamplingSettings, readLateSampling } from './read-late-sampling.js';
import { readLedgerUrl } from './read-ledger-url.js';
import { type TrustedCallersSettings, readTrustedCallers } from './read-trusted-callers.js';
import type { SamplingRule } from '#sdk/settings/values/sampling-rule.js';
import { checkSettings, readOtlpSetting, readSetting } from '#sdk/settings/read-setting.js';
import type { SettingValue } from '#sdk/settings/table/settings.js';

/** The default port of OTLP over HTTP; that of OTLP over gRPC is 4317. */
const OTLP_HTTP_PORT = '4318';

export type LogLevel = SettingValue<'OTEL_LOG_LEVEL'>;

export type OtlpProtocol = NonNullable<SettingValue<'OTEL_EXPORTER_OTLP_PROTOCOL'>>;

/** The configuration of tracing that the environment variables hold; `undefined` for what they do not say. */
export interface TracingEnvironment {
  readonly disabled: boolean;
  readonly logLevel: LogLevel;
  readonly preset: SettingValue<'TRACING_PRESET'>;
  readonly exporter: 'otlp' | 'none';
  readonly protocol: OtlpProtocol;
  /** The variable from whose port the protocol was inferred; `undefined` if a variable names the protocol. */
  readonly protocolInferredFrom: string | undefined;
  readonly sampler: string | undefined;
  readonly samplerArgument: string | undefined;
  /** The sampling rules for requests that begin a trace; the first that matches a request applies. */
  readonly samplingRules: readonly SamplingRule[];
  /** The header that forces sampling; `undefined` if no request can force it. */
  readonly forceSampling: ForceSamplingSettings | undefined;
  /** The callers whose sampling decisions are followed; `undefined` if those of all callers are. */
  readonly trustedCallers: TrustedCallersSettings | undefined;
  /** The names in `OTEL_PROPAGATORS`, including those that are not supported. */
  readonly propagators: readonly string[];
  readonly baggageHosts: BaggageHosts;
  readonly batch: {
    readonly scheduledDelayMillis: number;
    /** The time limit of an export in milliseconds; 0 means no limit. */
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxQueueBytes: number;
    /** The largest number of spans in a batch, which is at most the size of the queue. */
    readonly maxExportBatchSize: number;
  };
  /** The greatest length of an attribute's value in characters, and of each element of a list. */
  readonly attributeValueLengthLimit: number;
  /** The largest numbers of attributes, events and links; a span counts those beyond them as dropped. */
  readonly countLimits: Readonly<Required<Omit<SpanLimits, 'attributeValueLengthLimit'>>>;
  /** The pathnames that are not traced; `undefined` for the defaults. */
  readonly excludedPaths: readonly string[] | undefined;
  /** The URL at which spans are announced at their start and at their end; `undefined` if they are not. */
  readonly ledgerUrl: URL | undefined;
  /** The settings of late sampling; `undefined` if it is off. */
  readonly lateSampling: LateSamplingSettings | undefined;
  /** The place where exceptions are recorded, by `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`. */
  readonly exceptionRecord: 'event' | 'log' | 'both';
  /** Whether the environment asks for metrics, which only the preset `standard` has. */
  readonly metrics: boolean;
  /** Whether the environment asks for log records, which only the preset `standard` has. */
  readonly logs: boolean;
}

/**
 * Reads and checks all variables in the table of settings. OpenTelemetry's own packages also read some
 * of those of the exporter, but would ignore a value that they cannot use.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readEnvironment(): TracingEnvironment {
  checkSettings();
  const protocol = readProtocol();
  return {
    disabled: readSetting('OTEL_SDK_DISABLED'),
    logLevel: readSetting('OTEL_LOG_LEVEL'),
    preset: readSetting('TRACING_PRESET'),
    exporter: readSetting('OTEL_TRACES_EXPORTER').includes('otlp') ? 'otlp' : 'none',
    ...protocol,
    sampler: readSetting('OTEL_TRACES_SAMPLER'),
    samplerArgument: readSetting('OTEL_TRACES_SAMPLER_ARG'),
    samplingRules: readSetting('TRACING_SAMPLING_RULES'),
    forceSampling: readForceSampling(),
    trustedCallers: readTrustedCallers(),
    propagators: readSetting('OTEL_PROPAGATORS'),
    baggageHosts: readBaggageHosts(),
    batch: readBatch(),
    attributeValueLengthLimit: readAttributeValueLengthLimit(),
    countLimits: readCountLimits(),
    excludedPaths: readSetting('TRACING_EXCLUDED_PATHS'),
    ledgerUrl: readLedgerUrl(protocol.protocol),
    lateSampling: readLateSampling(),
    exceptionRecord: readExceptionRecord(),
    metrics: readSetting('OTEL_METRICS_EXPORTER') !== undefined,
    logs: readSetting('OTEL_LOGS_EXPORTER') !== undefined,
  };
}

function readBatch(): TracingEnvironment['batch'] {
  const maxQueueSize = readSetting('OTEL_BSP_MAX_QUEUE_SIZE');
  return {
    scheduledDelayMillis: clampToTimer(readSetting('OTEL_BSP_SCHEDULE_DELAY')),
    exportTimeoutMillis: clampToTimer(readSetting('OTEL_BSP_EXPORT_TIMEOUT')),
    maxQueueSize,
    maxQueueBytes: readSetting('TRACING_MAX_QUEUE_BYTES'),
    maxExportBatchSize: Math.min(readSetting('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'), maxQueueSize),
  };
}

/**
 * Returns the greatest length of an attribute's value. The specification has no default, but without a limit
 * a client could fill the memory by the values that it sends.
 */
function readAttributeValueLengthLimit(): number {
  return (
    readSetting('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ??
    readSetting('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT') ??
    MAX_TEXT_LENGTH
  );
}

function readCountLimits(): TracingEnvironment['countLimits'] {
  return {
    attributeCountLimit:
      readSetting('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT') ?? readSetting('OTEL_ATTRIBUTE_COUNT_LIMIT'),
    eventCountLimit: readSetting('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: readSetting('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: readSetting('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: readSetting('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
}

function readProtocol(): Pick<TracingEnvironment, 'protocol' | 'protocolInferredFrom'> {
  const named = readOtlpSetting('PROTOCOL');
  if (named) return { protocol: named, protocolInferredFrom: undefined };
  if (readOtlpSetting('ENDPOINT')?.port !== OTLP_HTTP_PORT)
    return { protocol: 'grpc', protocolInferredFrom: undefined };
  const ofTraces = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
  const protocolInferredFrom = readSetting(ofTraces) ? ofTraces : 'OTEL_EXPORTER_OTLP_ENDPOINT';
  return { protocol: 'http/protobuf', protocolInferredFrom };
}

/** Reads where exceptions are recorded from a list that may also opt into other conventions. */
function readExceptionRecord(): TracingEnvironment['exceptionRecord'] {
  const optIns = readSetting('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN') ?? [];
  const names = optIns.map((name) => name.toLowerCase());
  if (names.includes('logs/dup')) return 'both';
  return names.includes('logs') ? 'log' : 'event';
}
