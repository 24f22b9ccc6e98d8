import type { Span } from '../trace/span.js';
import type { ReadSpans } from './polled-trace.js';
import { readSpanStream } from './span-stream.js';

/** A stream of OTLP JSON that can be read once only, such as standard input. Its spans stay in memory. */
export class SpanInput {
  readonly name = 'standard input';
  readonly #stream: AsyncIterable<Buffer | string>;
  readonly #spans: Span[] = [];
  #end: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(stream: AsyncIterable<Buffer | string>) {
    this.#stream = stream;
  }

  /** Returns what reads the spans of one trace that have come since the stream began, if any have come since it last did. */
  reader(): ReadSpans {
    let count = -1;
    return async (traceId) => {
      void this.#readToEnd();
      if (this.#failure) throw this.#failure.error;
      if (count === this.#spans.length) return undefined;
      count = this.#spans.length;
      return this.#spans.filter((span) => span.traceId === traceId);
    };
  }

  async readAll(): Promise<readonly Span[]> {
    await this.#readToEnd();
    if (this.#failure) throw this.#failure.error;
    return this.#spans;
  }

  #readToEnd(): Promise<void> {
    return (this.#end ??= this.#collect());
  }

  async #collect(): Promise<void> {
    try {
      for await (const spans of readSpanStream(this.name, this.#stream, false)) {
        for (const span of spans) this.#spans.push(span);
      }
    } catch (error) {
      this.#failure = { error };
    }
  }
}
