import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { suppressTracing } from '#span/context/suppression.js';
import { warnOnce } from '#span/warn.js';
import { BackOff } from '#sdk/export/back-off.js';
import { LedgerRequest } from './ledger-request.js';

const BACK_OFF = { initialMillis: 50, maxMillis: 2_000 };

const NOT_ANNOUNCED =
  'Spans are not announced to the tests (TRACING_TEST_LEDGER=on), which wait for a quiet time instead.';

/** A request to the ledger, which is sent anew, with a back-off, whenever its connection breaks. */
export class LedgerConnection {
  readonly #url: URL;
  readonly #owed: () => string;
  readonly #backOff = new BackOff(BACK_OFF);
  /** Runs a function outside every async context of the request during which the connection broke. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #request: LedgerRequest | undefined;
  #openedAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;

  /** @param owed returns the lines that a new request begins with, and never throws */
  constructor(url: URL, owed: () => string) {
    this.#url = url;
    this.#owed = owed;
    this.#connect();
  }

  /** Writes a line. Returns `false` while there is no connection. */
  write(line: string): boolean {
    if (!this.#request?.isOpen) return false;
    this.#request.write(line);
    return true;
  }

  /**
   * Sends no other request, and ends the present one.
   *
   * @param isWhole whether the body is ended, and not broken off
   */
  end(isWhole: boolean): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#timer);
    if (isWhole && this.#request?.isOpen) this.#request.end();
    else this.#request?.breakOff();
  }

  #connect(): void {
    // An instrumentation of `node:net` would otherwise make a span, which would be announced in turn.
    const untraced = suppressTracing(ROOT_CONTEXT);
    try {
      this.#request = this.#outside(() => context.with(untraced, () => this.#post()));
    } catch (error) {
      this.#reconnect(String(error));
    }
  }

  #post(): LedgerRequest {
    return new LedgerRequest(this.#url, {
      onOpen: () => {
        this.#openedAt = performance.now();
        return this.#owed();
      },
      onBreak: (refusal) => this.#reconnect(refusal),
    });
  }

  #reconnect(refusal: string | undefined): void {
    if (this.#isEnded) return;
    if (refusal !== undefined) warnOnce(NOT_ANNOUNCED, `${this.#url.href}: ${refusal}`);
    // A server that takes connections and refuses requests is not asked in quick succession.
    const hasLasted = performance.now() - (this.#openedAt ?? Infinity) > BACK_OFF.maxMillis;
    if (hasLasted) this.#backOff.reset();
    this.#openedAt = undefined;
    this.#timer = setTimeout(() => this.#connect(), this.#backOff.next()).unref();
  }
}
