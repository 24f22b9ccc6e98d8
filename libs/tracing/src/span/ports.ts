import type { Context, Span, SpanContext, SpanOptions, Tracer } from '@opentelemetry/api';
import { registered } from './registry.js';

/** The description of a span that is to be started. Its properties may be made when they are read. */
export interface NewSpan {
  readonly tracer: Pick<Tracer, 'startSpan'>;
  readonly name: string;
  readonly options: SpanOptions;
  /** The start time by `performance.now()`, in milliseconds. */
  readonly startedAt: number;
  /** The context that holds the parent span, if there is one. A span with the option `root` has none. */
  readonly parent: Context;
}

/** Starts the local roots: the spans that have no parent in this process. */
export interface RootSpans {
  /** Asks the sampler about a local root, and starts it as a span of the SDK or as an unsampled span. */
  start(root: NewSpan): Span;
}

/** Why an unsampled span is exported all the same: its work failed or was slow, or a callee of it was exported. */
export type LateReason = 'error' | 'slow' | 'downstream';

/** What an unsampled span remembers for late sampling. */
export interface LateCandidate {
  /** The description that the span was to be started with. */
  readonly root: NewSpan;
  /** The duration of its work in milliseconds, without the time in which the request's body was awaited. */
  readonly workMillis: number;
  /** Whether a callee has answered that it exports its part of the trace. */
  readonly isCalleeExported: boolean;
  /** Why the span is exported; `undefined` unless that has been decided. */
  lateReason: LateReason | undefined;
  /** Creates the IDs at the first call. */
  spanContext(): SpanContext;
  /** Ends the measurement of `workMillis`. Later calls change nothing. */
  stopClock(): void;
  /** Whether {@link LateCandidate.refuse} was called for `reason`. */
  isRefused(reason: LateReason): boolean;
  /** Remembers that the budget for `reason` was spent, so that a later decision does not contradict an earlier one. */
  refuse(reason: LateReason): void;
}

/** How the work of a span ended, as far as it matters for late sampling. */
export interface Outcome {
  /** Whether the work failed by the error policy, or a response by its status. Changes nothing. */
  hasFailed(): boolean;
}

/** A service that was called, as the client knows it when the response arrives. */
export interface Callee {
  /** The name or the IP address in the URL of the request, without the port. */
  readonly host: string;
  /** The IP address of the callee; `undefined` if a proxy carries the connection, or if it is not known. */
  readonly address: string | undefined;
}

/** Exports unsampled spans that turn out to matter: the counterpart of head sampling, which decides at the start. */
export interface LateSampling {
  /** Whether `callee` may make its callers export. Changes nothing. */
  trusts(callee: Callee): boolean;
  /**
   * Decides whether an unsampled span is exported, and takes it from the budget of this second. A positive
   * decision is final; a negative one can change only for a reason that was not there before.
   *
   * @returns why the span is exported; `undefined` if it is not
   */
  decide(span: LateCandidate, outcome: Outcome): LateReason | undefined;
  /** Starts a recorded span that has the IDs and the start time of an unsampled one. */
  revive(span: LateCandidate, decision: LateReason): Span;
}

/** Why a sampled span was lost: the queue had no room, the collector refused it, or the process ended. */
export type DropReason = 'queue_full' | 'rejected' | 'shutdown';

/** The numbers of the sampled spans of this process by their state. At any time `made = sent + dropped + queued`. */
export interface ExportStatus {
  readonly made: number;
  /** The number of spans that the collector has acknowledged. */
  readonly sent: number;
  /** The number of spans that wait for their export, or are being sent. */
  readonly queued: number;
  /** The maximum of `queued`. */
  readonly capacity: number;
  /** The number of bytes that the queued spans take, as they are encoded for their export. */
  readonly queuedBytes: number;
  /** The maximum of `queuedBytes`, in bytes. */
  readonly capacityBytes: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** The reason of the latest failed export. It stays when exports work again. */
  readonly lastError: string | undefined;
  /** The time at which exports began to fail, in milliseconds since the Unix epoch; `undefined` while they work. */
  readonly failingSince: number | undefined;
}

/** The facts and functions that rooms below `sdk/` need of it. `sdk/` sets them, or the application that starts another SDK. */
interface Ports {
  /** Whether the sampler never samples below an unsampled local parent, so that a call below one needs no span. */
  parentBasedSampler: boolean;
  /**
   * Whether OpenTelemetry's own instrumentations start the spans of HTTP requests, controllers and
   * queries, so that this library starts none of these.
   */
  officialInstrumentations: boolean;
  /** Head sampling. `undefined` while no SDK runs that this library has started. */
  rootSpans: RootSpans | undefined;
  /** Late sampling. `undefined` while it is off, and while no SDK runs that this library has started. */
  lateSampling: LateSampling | undefined;
  /**
   * Returns whether requests to a host, given as the name or the IP address in their URL, carry the baggage of
   * the active context. While it is `undefined`, all requests do, because no SDK of this library runs.
   */
  baggageHosts: ((host: string) => boolean) | undefined;
  /** Whether each response has the header `traceresponse`, and not only those whose span is late-sampled. */
  traceResponseHeader: boolean;
  /**
   * Exports the spans that have ended while an application shuts down, and raises `signal` again if it is
   * given. Takes a limited time and never rejects. `undefined` until tracing runs.
   */
  shutdown: ((signal?: string) => Promise<void>) | undefined;
  /** Warns of variables of the environment that were set too late. `undefined` until tracing is started. */
  reportLateVariables: (() => void) | undefined;
  /**
   * Exports the spans that have ended in a process that may be frozen next. Resolves after `maxMillis`
   * milliseconds at most, and immediately for some time after an export has failed. Never rejects.
   * `undefined` until tracing runs.
   */
  flush: ((maxMillis: number) => Promise<void>) | undefined;
  /** Returns the status of the export queue. `undefined` while this library exports nothing. */
  exportStatus: (() => ExportStatus) | undefined;
  /** The Nest application that is starting, if one is. */
  startingApplication: object | undefined;
  /** Whether a tracer provider was registered at the latest look. */
  hasTracerProvider: boolean;
  /** The tracers of the tracer provider by instrumentation scope; `undefined` is the scope of this library. */
  readonly tracers: Map<string | undefined, Tracer>;
}

/** The ports that are set back when the SDK is shut down. */
type CallPorts = Omit<
  Ports,
  | 'traceResponseHeader'
  | 'shutdown'
  | 'flush'
  | 'reportLateVariables'
  | 'exportStatus'
  | 'startingApplication'
>;

export const ports = registered<Ports>('ports', () => ({
  ...withoutSdk(),
  traceResponseHeader: false,
  shutdown: undefined,
  flush: undefined,
  reportLateVariables: undefined,
  exportStatus: undefined,
  startingApplication: undefined,
}));

/** Sets the ports back to the state before an SDK was started, in which calls get no spans. */
export function forgetSdk(): void {
  Object.assign(ports, withoutSdk());
}

function withoutSdk(): CallPorts {
  return {
    parentBasedSampler: false,
    officialInstrumentations: false,
    rootSpans: undefined,
    lateSampling: undefined,
    baggageHosts: undefined,
    hasTracerProvider: false,
    tracers: new Map(),
  };
}
