import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { namesIn } from './finished-span.js';

/** The answer of a collector: a gRPC status, and for an accepted batch the number of spans that it rejected. */
export interface GrpcAnswer {
  readonly code: status;
  readonly details?: string;
  readonly metadata?: Metadata;
  readonly rejectedSpans?: number;
}

interface GrpcCollectorOptions {
  /** The TCP port. Default: any that is free. */
  readonly port?: number;
  /** The size in bytes that a message may have. Default: the bound of grpc-js. */
  readonly maxBytes?: number;
  /** The credentials for TLS. Default: no TLS. */
  readonly credentials?: ServerCredentials;
}

type Answering = (names: readonly string[]) => GrpcAnswer | Promise<GrpcAnswer>;

const ACCEPTED: GrpcAnswer = { code: status.OK };

/** A collector that receives OTLP over gRPC, and answers as a test determines. */
export class GrpcCollector {
  /** The spans of every batch that was accepted. */
  readonly accepted: string[] = [];
  /** The number of spans in each batch, accepted or not. */
  readonly batches: number[] = [];
  /** The address and port of the caller on each connection that carried a batch. */
  readonly callers = new Set<string>();
  answer: Answering = () => ACCEPTED;

  readonly #server: Server;

  private constructor(
    server: Server,
    readonly port: number,
  ) {
    this.#server = server;
  }

  static async start(options: GrpcCollectorOptions = {}): Promise<GrpcCollector> {
    const { port = 0, maxBytes, credentials = ServerCredentials.createInsecure() } = options;
    const server = new Server(maxBytes ? { 'grpc.max_receive_message_length': maxBytes } : {});
    server.addService(SERVICE, {
      export: (call: Call, respond: Respond) => void collector.#take(call, respond),
    });
    const collector = new GrpcCollector(server, await bind(server, port, credentials));
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  async #take(call: Call, respond: Respond): Promise<void> {
    const names = namesIn(call.request);
    this.batches.push(names.length);
    this.callers.add(call.getPeer());
    const { code, details = 'refused', metadata, rejectedSpans = 0 } = await this.answer(names);
    if (code !== status.OK) {
      respond(metadata ? { code, details, metadata } : { code, details });
      return;
    }
    this.accepted.push(...names);
    respond(null, partialSuccess(rejectedSpans));
  }
}

type Call = ServerUnaryCall<Buffer, Buffer>;
type Respond = sendUnaryData<Buffer>;

const asIs = (bytes: Buffer): Buffer => bytes;

const SERVICE = {
  export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
} as const;

function bind(server: Server, port: number, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
}

/** Returns `ExportTraceServiceResponse { partial_success { rejected_spans } }`, for less than 128 rejected spans. */
export function partialSuccess(rejectedSpans: number): Buffer {
  return rejectedSpans === 0 ? Buffer.alloc(0) : Buffer.from([0x0a, 2, 0x08, rejectedSpans]);
}
