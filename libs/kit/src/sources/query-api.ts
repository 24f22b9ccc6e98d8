import { printable } from '../trace/printable.js';
import { type Credentials, NO_CREDENTIALS } from './credentials.js';
import { JaegerResponseError, JaegerUnreachableError } from './errors.js';

const REQUEST_MILLIS = 5_000;

/** The statuses of a server, or of the proxy before it, that has too much to do or is about to start. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** The codes of a connection that broke after it stood; the next one may not. */
const TRANSIENT_CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** A server that has Jaeger's query API. */
export interface QueryServer {
  /** Names the server in errors: `Jaeger`, `the OTLP receiver`. */
  readonly name: string;
  /** The address of the API, without a slash at the end, credentials and `/api/v3`. */
  readonly url: string;
  /** Asks, at the end of an error, whether the address is right: `is that port 16686?`. */
  readonly hint: string;
  readonly credentials?: Credentials;
}

/** An answer whose status is 200, or 404 with an error of Jaeger. */
export interface QueryAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Sends requests to Jaeger's query API, and keeps credentials out of what goes wrong. */
export class QueryApi {
  readonly #server: QueryServer;
  readonly #credentials: Credentials;

  constructor(server: QueryServer) {
    this.#server = server;
    this.#credentials = server.credentials ?? NO_CREDENTIALS;
  }

  /**
   * Requests a path such as `/api/v3/services`.
   * @throws {JaegerUnreachableError} when nothing answers within 5 s.
   * @throws {JaegerResponseError} when the answer is neither one of the API, nor says that there is no such trace.
   */
  async get(path: string): Promise<QueryAnswer> {
    const timeout = AbortSignal.timeout(REQUEST_MILLIS);
    const { response, body } = await this.#request(path, timeout);
    const { status } = response;
    if (status === 200 || (status === 404 && isJaegerError(parseJson(body))))
      return { status, body };
    const retryAfterMillis = TRANSIENT_STATUSES.has(status) ? retryAfter(response) : undefined;
    throw this.refuse(status, this.#describe(status, parseJson(body)), { retryAfterMillis });
  }

  /** Parses the body of an answer. Jaeger sends JSON as text/plain, so its content type says nothing. */
  parse({ status, body }: QueryAnswer): unknown {
    const json = parseJson(body);
    if (json === undefined) throw this.refuse(status, this.#describe(status, json));
    return json;
  }

  /** Makes the error that says what came instead of a trace, without credentials that an answer may repeat. */
  refuse(
    status: number,
    reason: string,
    options?: ErrorOptions & { readonly retryAfterMillis?: number | undefined },
  ): JaegerResponseError {
    const { name, url } = this.#server;
    return new JaegerResponseError(name, url, status, this.#clean(reason), options);
  }

  async #request(
    path: string,
    timeout: AbortSignal,
  ): Promise<{ readonly response: Response; readonly body: Buffer }> {
    const { name, url } = this.#server;
    try {
      const response = await fetch(url + path, {
        signal: timeout,
        headers: this.#credentials.headers,
        // Another server must not get the credentials.
        redirect: 'manual',
      });
      return { response, body: Buffer.from(await response.arrayBuffer()) };
    } catch (error) {
      const { reason, code } = timeout.aborted
        ? { reason: `no answer within ${REQUEST_MILLIS / 1000} s`, code: '' }
        : describeFailure(error);
      const retryAfterMillis = TRANSIENT_CODES.has(code) ? 0 : undefined;
      throw new JaegerUnreachableError(name, url, reason, { retryAfterMillis, cause: error });
    }
  }

  #describe(status: number, json: unknown): string {
    if (isJaegerError(json)) return `status ${status}: ${String(json.error.message)}`;
    return `status ${status} without the JSON of its query API; ${this.#server.hint}`;
  }

  #clean(reason: string): string {
    const { secrets } = this.#credentials;
    return printable(secrets.reduce((text, secret) => text.replaceAll(secret, 'REDACTED'), reason));
  }
}

/** Describes a failure such as "connect ECONNREFUSED 127.0.0.1:16686", which is the cause of fetch's "fetch failed". */
function describeFailure(error: unknown): { readonly reason: string; readonly code: unknown } {
  const { cause = error } = error as { cause?: unknown };
  const { message, code } = cause as NodeJS.ErrnoException;
  // A host name with several addresses fails with an AggregateError, which has a code but no message.
  return { reason: message || (code ?? 'no connection'), code };
}

/** Returns the pause that the server asks for, in milliseconds; 0 when it asks for none, or names a date. */
function retryAfter({ headers }: Response): number {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : 0;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

interface JaegerError {
  readonly error: { readonly message?: unknown };
}

function isJaegerError(json: unknown): json is JaegerError {
  const { error } = (json ?? {}) as { error?: unknown };
  return typeof error === 'object' && error !== null;
}
