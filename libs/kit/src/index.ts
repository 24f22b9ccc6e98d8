export { TraceTimeoutError } from './arrival/errors.js';
export { NotAwaitedError } from './running/errors.js';
export { EmptyTraceError, InvalidTraceIdError } from './trace/errors.js';
export type { ClockSkew } from './trace/clock-skew.js';
export type { CriticalPathSection } from './trace/critical-path.js';
export type { AnnouncedSpan, InFlight } from './arrival/ledger.js';
export { type CompleteOptions, PendingTrace } from './arrival/pending-trace.js';
export type { Arrivals, TraceSource } from './arrival/trace-source.js';
export type {
  AttributeValue,
  Attributes,
  InstrumentationScope,
  Resource,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
  StatusCode,
} from './trace/span.js';
export type { SpanNode } from './trace/span-tree.js';
export { Trace, type TraceOptions } from './trace/trace.js';
export { InvalidReceiverOptionError, PortInUseError } from './receiver/errors.js';
export type { Oddity } from './receiver/oddities.js';
export { OtlpReceiver, type OtlpReceiverOptions } from './receiver/otlp-receiver.js';
export type { LogRecord } from './otlp/log-record.js';
export type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricData,
  NumberPoint,
  Quantile,
  SummaryPoint,
  Temporality,
} from './otlp/metric.js';
export { type OtlpJson, toOtlpJson } from './otlp/to-otlp-json.js';
export {
  InvalidJaegerHeaderError,
  InvalidJaegerUrlError,
  JaegerResponseError,
  JaegerUnreachableError,
  TraceFileError,
} from './sources/errors.js';
export type { JaegerOptions } from './sources/credentials.js';
export { FileSource } from './sources/file-source.js';
export { type JaegerSearch, JaegerSource } from './sources/jaeger-source.js';
export { ReceiverSource } from './sources/receiver-source.js';
export type { TraceSearch } from './sources/trace-search.js';
export type { TraceSnapshotOptions } from './assert/inline-snapshot.js';
export type { Contract } from './contracts/contract.js';
export type { ContractReport } from './contracts/contract-files.js';
export { saveContracts, writeContractReport } from './contracts/report-contracts.js';
export type { LimitsBySelector, TraceBudget } from './budget/budget.js';
export { InvalidBudgetError } from './budget/errors.js';
export { type Finding, type HealthOptions, checkHealth } from './health/check-health.js';
export {
  type HealthCheckOptions,
  type SeenTraces,
  createHealthCheck,
} from './health/create-health-check.js';
export { UnhealthyTraceError, UnknownHealthRuleError } from './health/errors.js';
export type { HealthRule } from './health/rules.js';
export type { Duration } from './pattern/duration.js';
export type { DurationPattern } from './pattern/duration-pattern.js';
export {
  InvalidDurationError,
  InvalidRepetitionError,
  InvalidSpanCountError,
  UnknownFieldError,
} from './pattern/errors.js';
export { AlreadyTracedError, TraceCountError } from './memory/errors.js';
export type { SpanCount } from './pattern/span-count.js';
export {
  type AttributesPattern,
  type ChildPattern,
  type ChildrenPattern,
  type EventPattern,
  type LinkPattern,
  type RepeatedSpan,
  type SpanExpectation,
  type SpanPattern,
  containing,
  inOrder,
  many,
  optional,
  span,
} from './pattern/span-pattern.js';
export type { AsymmetricMatcher, TextPattern, ValuePattern } from './pattern/value-pattern.js';
export { type TreeOptions, renderTree } from './render/tree.js';
export { TreeSyntaxError } from './tree/errors.js';
export { type TreeValue, tree } from './tree/tree.js';
export { type WaterfallOptions, renderWaterfall } from './render/waterfall.js';
export type { Application } from './app/application.js';
export {
  type AppRequest,
  type StartedTracing,
  type TraceAppOptions,
  type TracedApp,
  traceApp,
} from './app/trace-app.js';
export {
  type Capture,
  type CaptureOptions,
  type CapturedRequest,
  type TraceReader,
  captureTrace,
} from './capture/capture-trace.js';
