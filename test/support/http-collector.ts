import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Export {
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Takes OTLP over HTTP as it comes: what was sent, and how. */
export class HttpCollector {
  /** The exports that were answered with success. */
  readonly exports: Export[] = [];
  /** The HTTP status that answers every export. */
  status = 200;

  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<HttpCollector> {
    const server = createServer();
    const collector = new HttpCollector(server);
    server.on(
      'request',
      (request, response) => void collector.#take(request, response).catch(() => request.destroy()),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const contentType = request.headers['content-type'];
    if (this.status === 200) this.exports.push({ path: request.url ?? '', contentType, body });
    response.writeHead(this.status, { 'content-type': contentType }).end();
  }
}
