import { addAbortListener } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
  constants,
} from 'node:http2';
import { MAX_RESPONSE_BYTES } from '#sdk/export/otlp/export-response.js';
import { grpcError } from './grpc-error.js';

const { NGHTTP2_NO_ERROR, NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = constants;
const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INADEQUATE_SECURITY } = constants;

/** The request of a call. */
export interface CallRequest {
  readonly headers: OutgoingHttpHeaders;
  /** The parts of the body. */
  readonly body: readonly [prefix: Uint8Array, message: Uint8Array];
}

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** The response of a server to a call, which need not be one of gRPC. */
export interface CallResponse {
  /** The headers and the trailers. */
  readonly headers: ResponseHeaders;
  readonly body: Buffer;
}

/** The end of a call: a response, or the reason why there is none. */
export type CallEnd = { readonly response: CallResponse } | CallFailure;

interface CallFailure {
  readonly error: Error;
  /** Whether the server said that it has not looked at the request. */
  readonly isUnseen: boolean;
  /** Whether the connection broke before any part of a response came. */
  readonly isCutOff: boolean;
}

/** Sends a request, and resolves with its end. Never rejects. A signal that is aborted ends the call at once. */
export function callUnary(
  session: ClientHttp2Session,
  request: CallRequest,
  signal: AbortSignal,
): Promise<CallEnd> {
  const call = new UnaryCall(session, request);
  addAbortListener(signal, () => call.cancel(signal.reason as Error));
  return call.ended;
}

class UnaryCall {
  readonly ended: Promise<CallEnd>;
  readonly #resolve: (end: CallEnd) => void;
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #isEnded = false;
  #headers: ResponseHeaders | undefined;
  #error: (Error & { readonly code?: string }) | undefined;
  /** The last stream that the server looks at, by its GOAWAY. */
  #lastStream = Infinity;

  constructor(session: ClientHttp2Session, { headers, body: [prefix, message] }: CallRequest) {
    const { promise, resolve } = Promise.withResolvers<CallEnd>();
    this.ended = promise;
    this.#resolve = resolve;
    this.#session = session;
    this.#stream = session.request(headers);
    this.#listen();
    // Prefix and message are written together, and neither is copied.
    this.#stream.cork();
    this.#stream.write(prefix);
    this.#stream.end(message);
  }

  cancel(error: Error): void {
    this.#end({ error, isUnseen: false, isCutOff: false });
    this.#stream.close(NGHTTP2_CANCEL);
  }

  #listen(): void {
    const onGoaway = (_code: number, lastStream: number): void => {
      this.#lastStream = lastStream;
    };
    this.#session.on('goaway', onGoaway);
    this.#stream
      .on('response', (headers) => this.#take(headers))
      .on('trailers', (trailers) => this.#take(trailers))
      .on('data', (chunk: Buffer) => this.#read(chunk))
      .on('end', () => this.#finish())
      .on('error', (error) => (this.#error = error))
      .on('close', () => {
        this.#session.off('goaway', onGoaway);
        if (!this.#isEnded) this.#fail();
      });
  }

  #end(end: CallEnd): void {
    this.#isEnded = true;
    this.#resolve(end);
  }

  #take(headers: ResponseHeaders): void {
    this.#headers = { ...this.#headers, ...headers };
  }

  #read(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= MAX_RESPONSE_BYTES) this.#chunks.push(chunk);
    else this.cancel(grpcError('INTERNAL', 'the response was longer than 1 MiB'));
  }

  #finish(): void {
    // The stream also ends if its connection broke, and is destroyed then.
    if (!this.#headers || this.#stream.destroyed) return;
    this.#end({ response: { headers: this.#headers, body: Buffer.concat(this.#chunks) } });
    // A server may respond before it has read the whole request, which nobody reads any more.
    if (!this.#stream.writableFinished) this.#stream.close(NGHTTP2_CANCEL);
  }

  #fail(): void {
    const { id = 0, rstCode } = this.#stream;
    const broken = this.#explainBreak();
    this.#end({
      error: broken ?? explainReset(rstCode),
      isUnseen: rstCode === NGHTTP2_REFUSED_STREAM || id > this.#lastStream,
      isCutOff: broken !== undefined && !this.#headers,
    });
  }

  /** Creates the error of a connection that broke; `undefined` if the stream alone was closed. */
  #explainBreak(): Error | undefined {
    const error = this.#error;
    if (error && error.code !== 'ERR_HTTP2_STREAM_ERROR') {
      return grpcError('UNAVAILABLE', error.message);
    }
    const { destroyed, closed } = this.#session;
    return destroyed || closed ? grpcError('UNAVAILABLE', 'the connection was closed') : undefined;
  }
}

/** Creates the error of a stream that the server has reset, with the status that gRPC has for this. */
function explainReset(code: number): Error {
  switch (code) {
    case NGHTTP2_NO_ERROR:
      return grpcError('UNAVAILABLE', 'the stream was closed without a response');
    case NGHTTP2_REFUSED_STREAM:
      return grpcError('UNAVAILABLE', 'the server refused the stream');
    case NGHTTP2_CANCEL:
      return grpcError('CANCELLED', 'the server cancelled the stream');
    case NGHTTP2_ENHANCE_YOUR_CALM:
      return grpcError('RESOURCE_EXHAUSTED', 'the server asks for fewer requests');
    case NGHTTP2_INADEQUATE_SECURITY:
      return grpcError('PERMISSION_DENIED', 'the connection is not secure enough for the server');
    default:
      return grpcError('INTERNAL', `the server reset the stream with code ${code} of HTTP/2`);
  }
}
