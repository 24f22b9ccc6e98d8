import type { SpanContext } from '@opentelemetry/api';
import { cutText } from '#span/capture/cut-text.js';

/** The largest number of characters of a span's name, which a line has only for those who read a verdict. */
const MAX_NAME_LENGTH = 256;

/** Formats the lines of the ledger: objects of JSON, each of which announces one start or one end. */
export class LedgerLines {
  readonly #service: string;

  /** @param service the name of the service whose spans are announced */
  constructor(service: string) {
    this.#service = service;
  }

  start({ traceId, spanId }: SpanContext, name: string): string {
    return this.#format({ start: { traceId, spanId, name: cutText(name, MAX_NAME_LENGTH) } });
  }

  end({ traceId, spanId }: SpanContext): string {
    return this.#format({ end: { traceId, spanId } });
  }

  #format(announcement: object): string {
    return `${JSON.stringify({ service: this.#service, ...announcement })}\n`;
  }
}
