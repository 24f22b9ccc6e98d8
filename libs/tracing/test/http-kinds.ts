import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { TLS } from './tls.js';

/** A request and its response as the handler of a spec gets them, whichever protocol and API carry them. */
export interface Call {
  readonly path: string;
  readonly request: Readable;
  readonly response: Writable;
  respond(status: number): void;
}

type Handler = (call: Call) => unknown;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: readonly string[] | AsyncIterable<string>;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A running server, and a client for it that uses one connection. */
export interface Running {
  readonly server: Server;
  readonly origin: string;
  send(sent: Sent): Promise<Answer>;
  /** Sends the request, and leaves as soon as the response has begun. */
  sendAndLeave(sent: Sent): Promise<void>;
  close(): Promise<void>;
}

type Start = (handler: Handler) => Promise<Running>;

/** Name, scheme, protocol version, and how to start it. */
export const HTTP_KINDS: readonly (readonly [string, string, string, Start])[] = [
  ['http', 'http', '1.1', (handler) => overHttp1(http.createServer(listener(handler)), 'http')],
  [
    'https',
    'https',
    '1.1',
    (handler) => overHttp1(https.createServer(TLS, listener(handler)), 'https'),
  ],
  [
    'HTTP/1.1 over a secure HTTP/2 server',
    'https',
    '1.1',
    (handler) =>
      overHttp1(http2.createSecureServer({ ...TLS, allowHTTP1: true }, listener(handler)), 'https'),
  ],
  ['h2c', 'http', '2', (handler) => overHttp2(http2.createServer(listener(handler)), 'http')],
  [
    'HTTP/2 over TLS',
    'https',
    '2',
    (handler) => overHttp2(http2.createSecureServer(TLS, listener(handler)), 'https'),
  ],
  [
    'h2c by streams',
    'http',
    '2',
    (handler) => overHttp2(http2.createServer().on('stream', streamListener(handler)), 'http'),
  ],
  [
    'HTTP/2 over TLS by streams',
    'https',
    '2',
    (handler) =>
      overHttp2(http2.createSecureServer(TLS).on('stream', streamListener(handler)), 'https'),
  ],
];

type Listener = (
  request: IncomingMessage | http2.Http2ServerRequest,
  response: ServerResponse | http2.Http2ServerResponse,
) => void;

function listener(handler: Handler): Listener {
  return (request, response) => {
    void handler({
      path: request.url ?? '',
      request,
      response,
      respond: (status) => void (response as ServerResponse).writeHead(status),
    });
  };
}

function streamListener(handler: Handler) {
  return (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void => {
    void handler({
      path: headers[':path'] ?? '',
      request: stream,
      response: stream,
      respond: (status) => stream.respond({ ':status': status }),
    });
  };
}

export async function listen(server: Server, scheme: string): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function overHttp1(server: Server, scheme: string): Promise<Running> {
  const origin = await listen(server, scheme);
  const { Agent, request } = scheme === 'https' ? https : http;
  const agent = new Agent({ keepAlive: true, ca: TLS.cert });

  async function begin({ method = 'GET', path, headers = {}, body = [] }: Sent) {
    const outgoing = request(origin + path, { method, headers, agent });
    await writeInTurn(outgoing, body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { outgoing, response };
  }

  return {
    server,
    origin,
    async send(sent) {
      const { response } = await begin(sent);
      const body = Buffer.concat(await response.toArray()).toString();
      return { status: response.statusCode ?? 0, headers: response.headers, body };
    },
    async sendAndLeave(sent) {
      const { outgoing } = await begin(sent);
      outgoing.destroy();
    },
    async close() {
      agent.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function overHttp2(server: Server, scheme: string): Promise<Running> {
  const origin = await listen(server, scheme);
  const session = http2.connect(origin, { ca: TLS.cert });

  async function begin({ method = 'GET', path, headers = {}, body = [] }: Sent) {
    const pseudo = { ':method': method, ':path': path };
    const stream = session.request(
      { ...pseudo, ...headers },
      { endStream: 'length' in body && body.length === 0 },
    );
    await writeInTurn(stream, body);
    const [received] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    return { stream, status: Number(received[':status']), headers: received };
  }

  return {
    server,
    origin,
    async send(sent) {
      const { stream, status, headers } = await begin(sent);
      return { status, headers, body: Buffer.concat(await stream.toArray()).toString() };
    },
    async sendAndLeave(sent) {
      const { stream } = await begin(sent);
      stream.close(http2.constants.NGHTTP2_CANCEL);
      await once(stream, 'close');
    },
    async close() {
      session.close();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Writes each chunk after the previous one has left, so that the server receives them apart. */
async function writeInTurn(
  stream: Writable,
  chunks: readonly string[] | AsyncIterable<string>,
): Promise<void> {
  for await (const chunk of chunks) {
    await new Promise<void>((resolve) => void stream.write(chunk, () => resolve()));
  }
  stream.end();
}
