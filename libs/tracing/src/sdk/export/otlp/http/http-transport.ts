import {
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ExportAnswer, Transport } from '#sdk/export/attempt.js';
import { compress } from '#sdk/export/otlp/compress.js';
import { exportError } from '#sdk/export/otlp/export-error.js';
import { MAX_RESPONSE_BYTES } from '#sdk/export/otlp/export-response.js';
import { httpError, isPage, notOtlp } from '#sdk/export/otlp/http-failure.js';
import { RunningRequest } from '#sdk/export/otlp/running-request.js';
import { readTlsFiles } from '#sdk/export/otlp/tls-files.js';
import type { HttpConfiguration } from './http-configuration.js';

const FAILED = 1;

/** Sends each request in one POST, over a connection that is kept open between requests. */
export class HttpTransport implements Transport {
  readonly #configuration: HttpConfiguration;
  readonly #readAccepted: (response: Buffer) => ExportAnswer;
  readonly #running: RunningRequest;
  #agent: HttpAgent | undefined;

  /** @param readAccepted reads the response to a batch that was accepted */
  constructor(configuration: HttpConfiguration, readAccepted: (response: Buffer) => ExportAnswer) {
    this.#configuration = configuration;
    this.#readAccepted = readAccepted;
    this.#running = new RunningRequest(configuration.timeoutMillis, {
      late: (millis) => exportError(`no answer within ${millis} ms`, { code: 'ETIMEDOUT' }),
      cancelled: () => exportError('shut down', { code: 'ECANCELED' }),
    });
  }

  send(request: Uint8Array): Promise<ExportAnswer> {
    return this.#running.run((signal) => this.#post(request, signal));
  }

  shutdown(): void {
    this.#running.cancel();
    this.#agent?.destroy();
  }

  async #post(request: Uint8Array, signal: AbortSignal): Promise<ExportAnswer> {
    const { url, headers, compression } = this.#configuration;
    const body = await compress(request, compression);
    this.#agent ??= createAgent(url);
    const response = await exchange(url, body, {
      method: 'POST',
      agent: this.#agent,
      signal,
      headers: {
        ...headers,
        'content-length': body.length,
        ...(compression === 'gzip' && { 'content-encoding': 'gzip' }),
      },
    });
    return this.#read(response);
  }

  async #read(response: IncomingMessage): Promise<ExportAnswer> {
    const { statusCode = 0, statusMessage: statusText = '', headers } = response;
    const body = await readBody(response);
    if (statusCode < 200 || statusCode >= 300) {
      return { code: FAILED, error: httpError({ statusCode, statusText, headers }) };
    }
    if (!isPage(body, headers['content-type'])) return this.#readAccepted(body);
    return { code: FAILED, error: notOtlp(`${statusCode} with a page of HTML`) };
  }
}

function createAgent({ protocol }: URL): HttpAgent {
  const keepAlive = true;
  return protocol === 'https:'
    ? new HttpsAgent({ keepAlive, ...readTlsFiles() })
    : new HttpAgent({ keepAlive });
}

function exchange(url: URL, body: Uint8Array, options: RequestOptions): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  request(url, options).once('response', resolve).on('error', reject).end(body);
  return promise;
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_RESPONSE_BYTES) throw new Error('The response was longer than 1 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
