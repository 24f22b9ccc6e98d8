import { once } from 'node:events';
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer of Jaeger for a trace that it does not have. */
export const NOT_FOUND: Answer = {
  status: 404,
  body: '{"error":{"httpCode":404,"message":"No traces found"}}',
};

/** The answer of a proxy before a Jaeger that has not started yet. */
export const UNAVAILABLE: Answer = { status: 503, body: 'no healthy upstream' };

/** No answer: the connection breaks. */
export const RESET: Answer = { status: 0, body: '' };

/** Makes the answer of Jaeger for a trace that has these spans. */
export function found(spans: readonly Span[]): Answer {
  return { status: 200, body: JSON.stringify({ result: toOtlpJson(new Trace(spans)) }) };
}

/** Makes the answer of Jaeger to a search that has found these traces: it holds the spans of all in one list. */
export function foundAll(traces: readonly Trace[]): Answer {
  const resourceSpans = traces.flatMap((trace) => toOtlpJson(trace).resourceSpans);
  return { status: 200, body: JSON.stringify({ result: { resourceSpans } }) };
}

/**
 * A server that stands for Jaeger's query API: each request gets the next answer, and all later ones the last, unless
 * `answerBy` has set what answers.
 */
export class JaegerServer {
  readonly requests: string[] = [];
  /** The headers of the last request. */
  headers: IncomingHttpHeaders = {};
  readonly #http: Server;
  #answerTo: (url: string, index: number) => Answer = () => NOT_FOUND;

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
    const from = this.requests.length;
    this.#answerTo = (_, index) => answers[index - from] ?? answers.at(-1) ?? NOT_FOUND;
  }

  /** Sets what makes the answer for the path and the query of a request. */
  answerBy(answerTo: (url: string) => Answer): void {
    this.#answerTo = answerTo;
  }

  async stop(): Promise<void> {
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  #answer({ url = '', headers, socket }: IncomingMessage, response: ServerResponse): void {
    const answer = this.#answerTo(url, this.requests.length);
    this.requests.push(url);
    this.headers = headers;
    if (answer === RESET) {
      socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      'content-type': 'text/plain; charset=utf-8',
      ...answer.headers,
    });
    response.end(answer.body);
  }
}
