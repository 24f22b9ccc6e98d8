import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { MAX_TEXT_LENGTH } from '#span/capture/cut-text.js';
import { clampToTimer } from '#sdk/settings/longest-timer.js';
import { type BaggageHosts, readBaggageHosts } from './read-baggage-hosts.js';
import { type ForceSamplingSettings, readForceSampling } from './read-force-sampling.js';
import { type KeepSettings, readKeep } from './read-late-sampling.js';
import { type TrustedCallersSettings, readTrustedCallers } from './read-trusted-callers.js';
import type { SamplingRule } from '#sdk/settings/values/sampling-rule.js';
import { checkSettings, readOtlpSetting, readSetting } from '#sdk/settings/read-setting.js';
import type { SettingValue } from '#sdk/settings/table/settings.js';

/** The port that OTLP over HTTP has of its own; that of gRPC is 4317. */
const OTLP_HTTP_PORT = '4318';

export type LogLevel = SettingValue<'OTEL_LOG_LEVEL'>;

export type OtlpProtocol = NonNullable<SettingValue<'OTEL_EXPORTER_OTLP_PROTOCOL'>>;

/** What the environment says about tracing; `undefined` where it says nothing. */
export interface TracingEnvironment {
  readonly disabled: boolean;
  readonly logLevel: LogLevel;
  readonly preset: SettingValue<'TRACING_PRESET'>;
  readonly exporter: 'otlp' | 'none';
  readonly protocol: OtlpProtocol;
  /** The variable whose port told the protocol, as no variable names one. */
  readonly protocolInferredFrom: string | undefined;
  readonly sampler: string | undefined;
  readonly samplerArgument: string | undefined;
  /** For requests that begin a trace; the first that matches holds. */
  readonly samplingRules: readonly SamplingRule[];
  /** `undefined` if nothing can be forced. */
  readonly forceSampling: ForceSamplingSettings | undefined;
  /** `undefined` where every caller's sampling decision is followed. */
  readonly trustedCallers: TrustedCallersSettings | undefined;
  /** The names that `OTEL_PROPAGATORS` has, those that are not supported among them. */
  readonly propagators: readonly string[];
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
  /** How many attributes, events and links a span holds, and these hold in turn: the rest is counted as dropped. */
  readonly countLimits: Readonly<Required<Omit<SpanLimits, 'attributeValueLengthLimit'>>>;
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
 * Reads and checks the variables of the table of settings. Some of those of the exporter are read by
 * OpenTelemetry's own packages as well, which would pass over a value that they cannot use.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readEnvironment(): TracingEnvironment {
  checkSettings();
  return {
    disabled: readSetting('OTEL_SDK_DISABLED'),
    logLevel: readSetting('OTEL_LOG_LEVEL'),
    preset: readSetting('TRACING_PRESET'),
    exporter: readSetting('OTEL_TRACES_EXPORTER').includes('otlp') ? 'otlp' : 'none',
    ...readProtocol(),
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
    excludedUrls: readSetting('TRACING_EXCLUDED_URLS'),
    keep: readKeep(),
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

/** The specification has no limit by default, but a queue of spans that a client can make long is bounded. */
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

/** A list in which other conventions may be opted into as well. */
function readExceptionRecord(): TracingEnvironment['exceptionRecord'] {
  const optIns = readSetting('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN') ?? [];
  const names = optIns.map((name) => name.toLowerCase());
  if (names.includes('logs/dup')) return 'both';
  return names.includes('logs') ? 'log' : 'event';
}
