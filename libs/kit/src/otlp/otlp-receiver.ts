import { once } from 'node:events';
import { type AddressInfo, type Server as SocketServer, createServer } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { TraceTimeoutError } from '../arrival/errors.js';
import { PendingTrace } from '../arrival/pending-trace.js';
import { toTraceId } from '../trace/trace-id.js';
import type { Trace } from '../trace/trace.js';
import { decodeTraceRequest } from './decode-trace-request.js';
import { InvalidReceiverOptionError, PortInUseError } from './errors.js';
import { createExportHandler, defineExportService } from './otlp-services.js';
import { TraceStore } from './trace-store.js';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const GRACE_MILLIS = 1_000;

/** The address that a receiver listens on, and how much it holds. */
export interface OtlpReceiverOptions {
  /** The port to listen on. Default 0, which takes any free port. */
  readonly port?: number;
  /** The host name or address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** The number of traces above which the oldest is evicted, a positive integer. Default 1 000. */
  readonly maxTraces?: number;
  /**
   * The bytes of spans, as they came over the wire, above which the oldest trace is evicted, a positive integer.
   * Default 64 MiB.
   */
  readonly maxBytes?: number;
}

/**
 * Receives spans over OTLP/gRPC and holds them in memory as traces. Metrics and logs are accepted and discarded, so
 * their exporters do not fail. A request may be gzipped and may have up to 16 MiB.
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
  readonly #store: TraceStore;
  readonly #sockets: SocketServer;
  readonly #grpc: Server;

  private constructor(store: TraceStore, sockets: SocketServer, grpc: Server) {
    this.endpoint = endpointOf(sockets.address() as AddressInfo);
    this.#store = store;
    this.#sockets = sockets;
    this.#grpc = grpc;
  }

  /**
   * Starts a receiver, and resolves once it accepts spans.
   * @throws {PortInUseError} when another process listens on the port.
   * @throws {InvalidReceiverOptionError} when `maxTraces` or `maxBytes` is not a positive integer.
   */
  static async start(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
    const {
      port = 0,
      host = '127.0.0.1',
      maxTraces = 1_000,
      maxBytes = 64 * 1024 * 1024,
    } = options;
    requirePositive({ maxTraces, maxBytes });
    const store = new TraceStore({ maxTraces, maxBytes });
    const grpc = createGrpcServer(store);
    const connections = grpc.createConnectionInjector(ServerCredentials.createInsecure());
    const sockets = createServer((socket) => connections.injectConnection(socket));
    await listen(sockets, port, host);
    return new OtlpReceiver(store, sockets, grpc);
  }

  /**
   * Returns the trace of this id, which need not have arrived yet, in part or at all.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    return new PendingTrace(toTraceId(traceId), this.#store.source(this.endpoint));
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

  /** Answers the requests in flight, then closes every connection, within about a second. Its traces stay readable. */
  async stop(): Promise<void> {
    const closed = this.#sockets.listening ? once(this.#sockets, 'close') : undefined;
    this.#sockets.close();
    const grace = setTimeout(() => this.#grpc.forceShutdown(), GRACE_MILLIS);
    await new Promise<void>((resolve) => this.#grpc.tryShutdown(() => resolve()));
    clearTimeout(grace);
    await closed;
  }

  #explainNoMatch(): string {
    const { length } = this.traces();
    if (length === 0) return `No span arrived; is anything exporting to ${this.endpoint}?`;
    return `It accepted none of the traces held: ${length} in all.`;
  }
}

function createGrpcServer(store: TraceStore): Server {
  const grpc = new Server({ 'grpc.max_receive_message_length': MAX_REQUEST_BYTES });
  const discard = createExportHandler(() => {});
  grpc.addService(
    defineExportService('trace'),
    createExportHandler((request) => store.add(decodeTraceRequest(request))),
  );
  grpc.addService(defineExportService('metrics'), discard);
  grpc.addService(defineExportService('logs'), discard);
  return grpc;
}

// The kit opens the port itself and hands the connections to gRPC, because bindAsync of gRPC prints to the console when
// the port is in use, and its error has no code.
async function listen(sockets: SocketServer, port: number, host: string): Promise<void> {
  try {
    await once(sockets.listen(port, host), 'listening');
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE')
      throw new PortInUseError(port, host, 'the OTLP receiver', { cause: error });
    throw error;
  }
}

// Under Jest, errors of Node are of another realm and no instanceof Error: https://github.com/jestjs/jest/issues/2549
function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

function endpointOf({ family, address, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function requirePositive(options: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidReceiverOptionError(option, value);
  }
}
