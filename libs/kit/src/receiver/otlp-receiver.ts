import { TraceTimeoutError } from '../arrival/errors.js';
import { PendingTrace } from '../arrival/pending-trace.js';
import type { LogRecord } from '../otlp/log-record.js';
import type { Metric } from '../otlp/metric.js';
import { toTraceId } from '../trace/trace-id.js';
import type { Trace } from '../trace/trace.js';
import { InvalidReceiverOptionError } from './errors.js';
import type { Oddity } from './oddities.js';
import { Port } from './port.js';
import { ReceiverService } from './service.js';
import { createSource } from './source.js';
import { Store } from './store.js';

/** The address that a receiver listens on, and how much it holds. */
export interface OtlpReceiverOptions {
  /** The port to listen on. Default 0, which takes any free port. */
  readonly port?: number;
  /** The host name or address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** The number of traces above which the oldest is evicted, a positive integer. Default 1 000. */
  readonly maxTraces?: number;
  /**
   * The memory of spans, log records and metrics in bytes, by estimate, above which the oldest of them are evicted, a
   * positive integer. Default 128 MiB, which is some 60 000 spans.
   */
  readonly maxBytes?: number;
}

/**
 * Receives OTLP and holds it in memory: spans as traces, log records and metrics. One port takes OTLP over gRPC, and over
 * HTTP as protobuf and as JSON, compressed by gzip, deflate or zstd or not at all, up to 16 MiB a request. It answers the
 * queries of Jaeger's `/api/v3`, so that whatever reads Jaeger reads a receiver. A receiver alone does not make the process
 * run on.
 *
 * @example
 * const receiver = await OtlpReceiver.start();
 * // run the service with OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint, call it with a traceparent, then:
 * const trace = await receiver.trace(traceId).complete();
 * await receiver.stop();
 */
export class OtlpReceiver {
  /** The URL to export to, such as `http://127.0.0.1:43817`: a value for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  readonly #store: Store;
  readonly #service: ReceiverService;
  readonly #port: Port;

  private constructor(store: Store, service: ReceiverService, port: Port) {
    this.endpoint = port.url();
    this.#store = store;
    this.#service = service;
    this.#port = port;
  }

  /**
   * Starts a receiver, and resolves once it accepts connections.
   * @throws {PortInUseError} when another process listens on the port.
   * @throws {InvalidReceiverOptionError} when `maxTraces` or `maxBytes` is not a positive integer.
   */
  static async start(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
    const {
      port = 0,
      host = '127.0.0.1',
      maxTraces = 1_000,
      maxBytes = 128 * 1024 * 1024,
    } = options;
    requirePositive({ maxTraces, maxBytes });
    const store = new Store({ maxTraces, maxBytes });
    const service = new ReceiverService(store);
    return new OtlpReceiver(store, service, await Port.open(port, host, service));
  }

  /**
   * Returns the trace of this id, which need not have arrived yet, in part or at all.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    return new PendingTrace(toTraceId(traceId), createSource(this.#store, this.endpoint));
  }

  /** Returns every trace that the receiver holds, in the order in which their first spans arrived. */
  traces(): Trace[] {
    return this.#store.traces();
  }

  /**
   * Resolves with the oldest trace that `predicate` accepts. Asks it about every trace held, now and each time spans
   * arrive.
   * @param options `timeoutMillis` is how long to wait; it defaults to 10 000.
   * @throws {TraceTimeoutError} when `predicate` accepts no trace within the timeout.
   */
  async waitForTrace(
    predicate: (trace: Trace) => boolean,
    { timeoutMillis = 10_000 }: { readonly timeoutMillis?: number } = {},
  ): Promise<Trace> {
    const deadline = performance.now() + timeoutMillis;
    for (;;) {
      const trace = this.traces().find(predicate);
      if (trace) return trace;
      const remaining = deadline - performance.now();
      if (remaining <= 0 || !(await this.#store.waitForAny(remaining))) break;
    }
    throw new TraceTimeoutError(
      timeoutMillis,
      'a trace that the predicate accepts',
      this.#explainNoMatch(),
    );
  }

  /**
   * Returns the log records of a trace, in the order in which they arrived; without an id all that the receiver holds, trace
   * by trace.
   *
   * @example
   * receiver.logs(traceId).map(({ severityText, body }) => `${severityText} ${body}`);
   */
  logs(traceId?: string): LogRecord[] {
    return this.#store.logs(traceId === undefined ? undefined : toTraceId(traceId));
  }

  /**
   * Returns the metrics of this name, or all that the receiver holds, in the order in which they arrived. A metric that was
   * exported several times is there several times.
   *
   * @example
   * receiver.metrics('http.server.request.duration').at(-1)?.points;
   */
  metrics(name?: string): Metric[] {
    return this.#store.metrics(name);
  }

  /**
   * Returns what the receiver has lost of a trace or found wrong with it, as whole sentences: spans that were evicted or
   * refused, and different spans with the same id. A trace that is as it was sent has none.
   */
  losses(traceId: string): string[] {
    return this.#store.losses(toTraceId(traceId));
  }

  /** Returns what came to the receiver that it could not take, such as a TLS client or a request for an unknown path. */
  oddities(): Oddity[] {
    return this.#store.oddities.list();
  }

  /**
   * Answers the requests that have arrived, then closes every connection, within a second whatever their other sides do.
   * What it holds stays readable.
   */
  async stop(): Promise<void> {
    this.#service.close();
    await this.#port.close();
  }

  #explainNoMatch(): string {
    const { length } = this.traces();
    const oddities = this.#store.oddities.describe();
    if (length === 0 && oddities !== undefined)
      return `No span arrived at ${this.endpoint}. ${oddities}`;
    if (length === 0) return `No span arrived; is anything exporting to ${this.endpoint}?`;
    return `It accepted none of the traces held: ${length} in all.`;
  }
}

function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidReceiverOptionError(option, value);
  }
}
