import { type SpanContext, TraceFlags, diag } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { warnOnce } from '#span/warn.js';
import { LedgerConnection } from './ledger-connection.js';
import { LedgerLines } from './ledger-lines.js';
import { RunningSpans } from './running-spans.js';

/** The most running spans that are announced again after a break, and the most ended ones that wait for a connection. */
const MAX_SPANS = 2_048;

const FAILED = 'A span could not be announced to the tests.';

/** The URL of the ledger, and what is announced there. */
export interface LedgerOptions {
  readonly url: URL;
  /** The name of the service, which each line has. */
  readonly service: string;
  /** Called when the last running span of a trace in this process has ended. */
  readonly onTraceEnded: () => void;
}

/**
 * Announces each sampled span when it starts and when it ends, so that a test knows what it has to wait for. The start
 * is in the kernel before anything can follow from the span. Never throws, and never delays the application.
 */
export class LedgerProcessor implements SpanProcessor {
  readonly #running = new RunningSpans(MAX_SPANS);
  /** The lines of spans that have ended while there was no connection. */
  #waiting: string[] = [];
  readonly #lines: LedgerLines;
  readonly #connection: LedgerConnection;
  readonly #onTraceEnded: () => void;

  constructor({ url, service, onTraceEnded }: LedgerOptions) {
    this.#lines = new LedgerLines(service);
    this.#connection = new LedgerConnection(url, () => this.#takeOwed());
    this.#onTraceEnded = onTraceEnded;
  }

  onStart(span: ReadableSpan): void {
    try {
      const ids = span.spanContext();
      if (!isSampled(ids)) return;
      const line = this.#lines.start(ids, span.name);
      this.#running.add(ids, line);
      this.#connection.write(line);
    } catch (error) {
      warnOnce(FAILED, error);
    }
  }

  onEnd(span: ReadableSpan): void {
    try {
      const ids = span.spanContext();
      if (!isSampled(ids)) return;
      const start = this.#running.remove(ids) ?? '';
      const end = this.#lines.end(ids);
      if (!this.#connection.write(end)) this.#wait(start + end);
      if (!this.#running.includesTrace(ids.traceId)) this.#onTraceEnded();
    } catch (error) {
      warnOnce(FAILED, error);
    }
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  /** Ends the request to the ledger, synchronously. It is broken off if spans are running, as they will not end. */
  end(): void {
    this.#connection.end(this.#running.size === 0);
  }

  #wait(lines: string): void {
    if (this.#waiting.length === MAX_SPANS) this.#waiting.shift();
    this.#waiting.push(lines);
  }

  #takeOwed(): string {
    const owed = [...this.#waiting, ...this.#running.lines()];
    this.#waiting = [];
    if (owed.length > 0)
      debug(`${owed.length} spans were not announced until the ledger took them.`);
    return owed.join('');
  }
}

function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

function debug(message: string): void {
  try {
    diag.debug(message);
  } catch {
    // The application's logger threw.
  }
}
