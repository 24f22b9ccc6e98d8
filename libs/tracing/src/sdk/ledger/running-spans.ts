import type { SpanContext } from '@opentelemetry/api';

/**
 * The spans that have started and not ended, each with the line that announced its start. The lines of more spans than
 * the bound are not held, so that spans that never end take no memory.
 */
export class RunningSpans {
  readonly #traces = new Map<string, Map<string, string>>();
  #size = 0;
  readonly #maxSpans: number;

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  get size(): number {
    return this.#size;
  }

  add({ traceId, spanId }: SpanContext, line: string): void {
    if (this.#size === this.#maxSpans) return;
    const spans = this.#traces.get(traceId) ?? new Map<string, string>();
    this.#traces.set(traceId, spans.set(spanId, line));
    this.#size++;
  }

  /** Removes a span, and returns its line; `undefined` if it was not held. */
  remove({ traceId, spanId }: SpanContext): string | undefined {
    const spans = this.#traces.get(traceId);
    const line = spans?.get(spanId);
    if (!spans?.delete(spanId)) return undefined;
    this.#size--;
    if (spans.size === 0) this.#traces.delete(traceId);
    return line;
  }

  /** Whether a span of the trace is held. */
  includesTrace(traceId: string): boolean {
    return this.#traces.has(traceId);
  }

  /** Returns the lines of all spans, trace by trace, in the order in which the spans have started. */
  lines(): string[] {
    return [...this.#traces.values()].flatMap((spans) => [...spans.values()]);
  }
}
