import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

/** One line of the ledger. */
interface LedgerLine {
  readonly service: string;
  readonly start?: { readonly traceId: string; readonly spanId: string; readonly name: string };
  readonly end?: { readonly traceId: string; readonly spanId: string };
}

/** A request to the ledger, as far as it has arrived. */
interface LedgerStream {
  readonly contentType: string | undefined;
  readonly lines: LedgerLine[];
  /** How the request has ended: with its last chunk, or in the middle; `undefined` while it is open. */
  end: 'whole' | 'broken' | undefined;
}

/** The turns of the event loop after which whatever waited in a socket has been read. */
const TURNS_OF_WAITING_BYTES = 5;

/** Takes announcements of spans, and spans as OTLP over HTTP in JSON, at the same port. */
export class LedgerServer {
  readonly streams: LedgerStream[] = [];
  /** The names of the exported spans. */
  readonly exported: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param port the port to listen on. Default: a free one. */
  static async start(port = 0): Promise<LedgerServer> {
    const server = createServer({ requestTimeout: 0, noDelay: true });
    const ledger = new LedgerServer(server);
    server.on('request', (request, response) => ledger.#take(request, response));
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return ledger;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** All lines that have arrived, stream by stream, as `start GET` or `end GET`. */
  get lines(): string[] {
    const names = new Map<string, string>();
    return this.streams.flatMap(({ lines }) =>
      lines.map(({ start, end }) => {
        if (start) names.set(start.spanId, start.name);
        return start ? `start ${start.name}` : `end ${names.get(end?.spanId ?? '')}`;
      }),
    );
  }

  /** Reads what has arrived in the sockets by now, and waits for nothing that has not. */
  async readWaiting(): Promise<void> {
    for (let turn = 0; turn < TURNS_OF_WAITING_BYTES; turn++) await setImmediate();
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === '/v1/ledger' && request.method === 'POST')
      this.#announce(request, response);
    else void this.#export(request, response).catch(() => request.destroy());
  }

  #announce(request: IncomingMessage, response: ServerResponse): void {
    const contentType = request.headers['content-type'];
    const stream: LedgerStream = { contentType, lines: [], end: undefined };
    this.streams.push(stream);
    let rest = '';
    request
      .setEncoding('utf8')
      .on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        stream.lines.push(...lines.map((line) => JSON.parse(line) as LedgerLine));
      })
      .on('end', () => {
        stream.end = 'whole';
        response.end();
      })
      .on('error', () => {})
      .on('close', () => {
        stream.end ??= 'broken';
      });
  }

  async #export(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as ExportRequest;
    const spans = body.resourceSpans
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap((of) => of.spans);
    this.exported.push(...spans.map(({ name }) => name));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}
