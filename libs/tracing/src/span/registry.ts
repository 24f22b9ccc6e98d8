import type { Tracer } from '@opentelemetry/api';
import type { ExportStatus } from './export-status.js';
import type { Keeping, RootSpans } from './root-spans.js';

const KEY = Symbol.for('@traced/nest');
const globals = globalThis as typeof globalThis & { [KEY]?: Record<string, object> };
const entries = (globals[KEY] ??= {});

/**
 * The state `name` of this process: one, however many copies of this package are loaded, such as the
 * ESM and the CommonJS build.
 */
export function registered<T extends object>(name: string, initial: () => T): T {
  return (entries[name] ??= initial()) as T;
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
  responseHeader: boolean;
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
  | 'responseHeader'
  | 'shutdown'
  | 'flush'
  | 'reportLateVariables'
  | 'exportStatus'
  | 'startingApplication'
>;

export const ports = registered<Ports>('ports', () => ({
  ...withoutSdk(),
  responseHeader: false,
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
