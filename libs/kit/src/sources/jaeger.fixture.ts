import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The answer of Jaeger for a trace that it does not have. */
export const NOT_FOUND: Answer = {
  status: 404,
  body: '{"error":{"httpCode":404,"message":"No traces found"}}',
};

/** Makes the answer of Jaeger for a trace that has these spans. */
export function found(spans: readonly Span[]): Answer {
  return { status: 200, body: JSON.stringify({ result: toOtlpJson(new Trace(spans)) }) };
}

/** A server that stands for Jaeger's query API: each request gets the next answer, and all later ones the last. */
export class JaegerServer {
  readonly requests: string[] = [];
  readonly #http: Server;
  #answers: readonly Answer[] = [NOT_FOUND];

  private constructor(http: Server) {
    this.#http = http.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(): Promise<JaegerServer> {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new JaegerServer(http);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Sets the answers, one for each request. */
  answerWith(...answers: readonly Answer[]): void {
    this.#answers = answers;
  }

  async stop(): Promise<void> {
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  #answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const { status, body } =
      this.#answers[this.requests.length] ?? this.#answers.at(-1) ?? NOT_FOUND;
    this.requests.push(url);
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body);
  }
}
