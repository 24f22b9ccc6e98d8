import type { Span, SpanContext, Tracer } from '@opentelemetry/api';
import type { NewSpan } from './new-span.js';
import { registered } from './registry.js';

/** Why a span that was not sampled is exported after all. */
export type KeptReason = 'error' | 'slow' | 'downstream';

/** Starts spans that no span of this process is the parent of, each the first of its trace here, by the sampler. */
export interface RootSpans {
  /** Starts it, or remembers it as one that the sampler dropped. */
  start(root: NewSpan): Span;
}

/** Where a response came from. */
export interface Peer {
  /** As the caller named it, without the port. */
  readonly host: string;
  /** Of the connection: of a proxy, if there is one between. */
  readonly address: string | undefined;
}

/** Exports spans after all that the sampler dropped. */
export interface Keeping {
  /** How long a span may take before it is slow. */
  readonly slowMillis: number;
  /** Whether a callee is believed that says that it keeps its part of a trace. */
  trusts(peer: Peer): boolean;
  /** Takes one from this second's budget of spans that are exported for `reason`; `false` if none is left. */
  admit(reason: KeptReason): boolean;
  /** Starts the span that was dropped, with its ids and its start time, as one that is exported. */
  start(root: NewSpan, spanContext: SpanContext, reason: KeptReason): Span;
}

/** Why a span was given up: the queue had no room, the collector did not want it, or the process ended. */
export type DropReason = 'queue_full' | 'rejected' | 'shutdown';

/** What became of the sampled spans of this process; at any time `made = sent + dropped + queued`. */
export interface ExportStatus {
  readonly made: number;
  /** Acknowledged by the collector. */
  readonly sent: number;
  /** Waiting, or on their way. */
  readonly queued: number;
  /** How many spans may wait. */
  readonly capacity: number;
  /** About what they take in memory, and may take. */
  readonly queuedBytes: number;
  readonly capacityBytes: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Why the last failed export failed; stays when exports work again. */
  readonly lastError: string | undefined;
  /** Milliseconds since the Unix epoch at which exports began to fail; `undefined` while they work. */
  readonly failingSince: number | undefined;
}

/** What `span/` needs to know and cannot: filled by `sdk/`, or by whoever starts another SDK. */
interface Ports {
  /**
   * Whether the sampler always follows an unsampled local parent, so that nothing is lost if no span is
   * started below one.
   */
  parentBasedSampler: boolean;
  /**
   * Whether OpenTelemetry's own instrumentations make the spans of HTTP requests, controllers and
   * queries, so that this library makes none of these.
   */
  officialInstrumentations: boolean;
  /** Set while tracing runs with an SDK that this library started. */
  rootSpans: RootSpans | undefined;
  /** Set unless nothing is kept that the sampler drops. */
  keeping: Keeping | undefined;
  /**
   * Whether a host, by the name or the IP address in the URL of a request, gets the baggage of the active
   * context. `undefined` while every host does, as no SDK of this library runs.
   */
  baggageHosts: ((host: string) => boolean) | undefined;
  /** Whether each response tells its trace, beside those whose span is kept. */
  traceResponseHeader: boolean;
  /**
   * Set once tracing runs: exports what has ended, of an application that shuts down, for a signal if it
   * is to be raised again. Bounded in time, never rejects.
   */
  shutdown: ((signal?: string) => Promise<void>) | undefined;
  /** Set once tracing has been asked to start: names the variables that were set too late, if any were. */
  reportLateVariables: (() => void) | undefined;
  /**
   * Set once tracing runs: exports what has ended, of a process that may be frozen next. Returns after
   * `maxMillis` at most, and at once for some time after an export has failed. Never rejects.
   */
  flush: ((maxMillis: number) => Promise<void>) | undefined;
  /** Set while spans are exported by what this library started. */
  exportStatus: (() => ExportStatus) | undefined;
  /** Set while an application starts: which one. */
  startingApplication: object | undefined;
  /** Whether an SDK has registered a tracer provider, as far as was looked. */
  hasTracerProvider: boolean;
  /** The tracers that were had from it, by instrumentation scope; `undefined` is the library's own. */
  readonly tracers: Map<string | undefined, Tracer>;
}

/** What a call looks at. */
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

/** Has calls go straight through again, as before an SDK was started. */
export function forgetSdk(): void {
  Object.assign(ports, withoutSdk());
}

function withoutSdk(): CallPorts {
  return {
    parentBasedSampler: false,
    officialInstrumentations: false,
    rootSpans: undefined,
    keeping: undefined,
    baggageHosts: undefined,
    hasTracerProvider: false,
    tracers: new Map(),
  };
}
