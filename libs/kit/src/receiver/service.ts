import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Collector } from './collector.js';
import { GrpcService, isGrpc } from './grpc.js';
import { HttpService } from './http.js';
import { type HttpAnswer, type HttpRequest, refusal } from './http-answer.js';
import type { PortListener } from './port.js';
import type { Store } from './store.js';

/** Answers whatever comes to the port of a receiver: gRPC over HTTP/2, and the same paths over HTTP/1 and HTTP/2. */
export class ReceiverService implements PortListener {
  readonly #grpc: GrpcService;
  readonly #http: HttpService;
  readonly #store: Store;

  constructor(store: Store) {
    const collector = new Collector(store);
    this.#grpc = new GrpcService(collector, store.oddities);
    this.#http = new HttpService(collector, store);
    this.#store = store;
  }

  onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = request;
    request.on('error', ignore);
    response.on('error', ignore);
    void this.#answerHttp1({ method, url, headers, body: request }, response);
  }

  onStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', ignore);
    if (isGrpc(headers)) {
      void this.#grpc.answer(stream, headers);
      return;
    }
    const { ':method': method = '', ':path': url = '' } = headers;
    void this.#answerHttp2({ method, url, headers, body: stream }, stream);
  }

  onStranger(sentence: string): void {
    this.#store.oddities.record(sentence);
  }

  /** Ends what a client would otherwise leave open. */
  close(): void {
    this.#http.close();
  }

  async #answerHttp1(request: HttpRequest, response: ServerResponse): Promise<void> {
    const { status, headers, body } = await this.#answer(request);
    request.body.resume();
    response.writeHead(status, headers).end(body);
  }

  async #answerHttp2(request: HttpRequest, stream: ServerHttp2Stream): Promise<void> {
    const answer = await this.#answer(request);
    stream.resume();
    if (stream.destroyed) return;
    stream.respond(withoutConnection(answer));
    stream.end(answer.body);
  }

  async #answer(request: HttpRequest): Promise<HttpAnswer> {
    try {
      return await this.#http.answer(request);
    } catch (error) {
      return refusal(500, `The receiver failed: ${String(error)}.`);
    }
  }
}

// HTTP/2 has no connection that a request could close.
function withoutConnection({ status, headers }: HttpAnswer): OutgoingHttpHeaders {
  const { connection: _, ...rest } = headers;
  return { ...rest, ':status': status };
}

function ignore(): void {}
