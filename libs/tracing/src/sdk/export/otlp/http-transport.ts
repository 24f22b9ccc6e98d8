import { type IncomingMessage, type RequestOptions, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import type { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { PACKAGE_VERSION } from '#span/version.js';

type Configuration = ReturnType<typeof convertLegacyHttpOptions>;

/** The largest response that is read, in bytes; that of a collector takes a few. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

const compress = promisify(gzip);

/**
 * Sends a batch in one POST. OpenTelemetry's own transport tries for ten seconds before it reports that
 * nothing listens, and does not return `Retry-After`.
 */
export class HttpTransport implements IExporterTransport {
  #agent: RequestOptions['agent'];
  #attempt: AbortController | undefined;
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  async send(data: Uint8Array, timeoutMillis: number): Promise<ExportResponse> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const late = (): void =>
      attempt.abort(failure('ETIMEDOUT', `no answer within ${timeoutMillis} ms`));
    const timer = setTimeout(late, timeoutMillis).unref();
    try {
      return await this.#post(data, attempt.signal);
    } catch (error) {
      const { aborted, reason } = attempt.signal;
      return { status: 'failure', error: (aborted ? reason : error) as Error };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Aborts the request that is on its way, and closes the connections. */
  shutdown(): void {
    this.#attempt?.abort(failure('ECANCELED', 'shut down'));
    if (typeof this.#agent === 'object') this.#agent.destroy();
  }

  async #post(data: Uint8Array, signal: AbortSignal): Promise<ExportResponse> {
    const { compression, headers, agentFactory } = this.#configuration;
    const url = new URL(this.#configuration.url);
    this.#agent ??= await agentFactory(url.protocol);
    const gzipped = compression === 'gzip';
    const body = gzipped ? await compress(data) : data;
    const response = await exchange(url, body, {
      method: 'POST',
      agent: this.#agent,
      signal,
      headers: {
        ...(await headers()),
        'User-Agent': `traced-nest/${PACKAGE_VERSION}`,
        'Content-Length': body.length,
        ...(gzipped ? { 'Content-Encoding': 'gzip' } : {}),
      },
    });
    return readResponse(response);
  }
}

function exchange(url: URL, body: Uint8Array, options: RequestOptions): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  request(url, options).once('response', resolve).on('error', reject).end(body);
  return promise;
}

async function readResponse(response: IncomingMessage): Promise<ExportResponse> {
  const { statusCode = 0, statusMessage, headers } = response;
  const data = await readBody(response);
  if (statusCode >= 200 && statusCode < 300) {
    if (!isPage(data, headers['content-type'])) return { status: 'success', data };
    return { status: 'failure', error: failure('ENOTOTLP', `${statusCode} with a page of HTML`) };
  }
  const error = Object.assign(new Error(`${statusCode} ${statusMessage}`), {
    code: statusCode,
    retryAfterMillis: readRetryAfter(headers['retry-after']),
  });
  return { status: 'failure', error };
}

/**
 * Whether a response is a page of HTML, as of a proxy's login or a user interface, and no answer of a
 * collector.
 */
function isPage(data: Buffer, contentType = ''): boolean {
  return (
    /\bhtml\b/i.test(contentType) || data.toString('latin1', 0, 64).trimStart().startsWith('<')
  );
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

/**
 * Returns the milliseconds to wait by the header `Retry-After`, which has seconds or a date; NaN if it
 * has neither.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
function readRetryAfter(header = ''): number {
  return /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
