import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { namesIn } from './finished-span.js';

/** What a collector answers: a status of gRPC, and of an accepted batch the spans that it did not take. */
export interface GrpcAnswer {
  readonly code: status;
  readonly details?: string;
  readonly metadata?: Metadata;
  readonly rejectedSpans?: number;
}

interface GrpcCollectorOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /** Of a message. Default: grpc-js's own bound. */
  readonly maxBytes?: number;
  /** Default: no TLS. */
  readonly credentials?: ServerCredentials;
}

type Answering = (names: readonly string[]) => GrpcAnswer | Promise<GrpcAnswer>;

const ACCEPTED: GrpcAnswer = { code: status.OK };

/** Takes OTLP over gRPC, and answers as it is told. */
export class GrpcCollector {
  /** The spans of every batch that was accepted. */
  readonly accepted: string[] = [];
  /** How many spans each batch had, accepted or not. */
  readonly batches: number[] = [];
  /** The other end of each connection that a batch came over. */
  readonly peers = new Set<string>();
  answer: Answering = () => ACCEPTED;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(options: GrpcCollectorOptions = {}): Promise<GrpcCollector> {
    const { port = 0, maxBytes, credentials = ServerCredentials.createInsecure() } = options;
    const server = new Server(maxBytes ? { 'grpc.max_receive_message_length': maxBytes } : {});
    server.addService(SERVICE, {
      export: (call: Call, respond: Respond) => void collector.take(call, respond),
    });
    const collector = new GrpcCollector(server, await bind(server, port, credentials));
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  private async take(call: Call, respond: Respond): Promise<void> {
    const names = namesIn(call.request);
    this.batches.push(names.length);
    this.peers.add(call.getPeer());
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

/** `ExportTraceServiceResponse { partial_success { rejected_spans } }`, for less than 128 spans. */
export function partialSuccess(rejectedSpans: number): Buffer {
  return rejectedSpans === 0 ? Buffer.alloc(0) : Buffer.from([0x0a, 2, 0x08, rejectedSpans]);
}
