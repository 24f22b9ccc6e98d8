import { PendingTrace } from '../arrival/pending-trace.js';
import { toTraceId } from '../trace/trace-id.js';
import type { Trace } from '../trace/trace.js';
import { PolledTrace } from './polled-trace.js';
import { SpanFile } from './span-file.js';
import { SpanInput } from './span-input.js';
import { tracesOf } from './traces-of.js';

/** The path that stands for standard input, as on many command lines. */
const STANDARD_INPUT = '-';

/**
 * Reads traces from a file of OTLP JSON: one document, as `toOtlpJson` makes it, or one on each line, as the `file`
 * exporter of the OpenTelemetry Collector writes them. The file may still grow: while a caller waits for a trace, it is
 * read again whenever its size or its time has changed. Each read takes all of the file, and keeps the spans of the trace.
 *
 * @example
 * const trace = await new FileSource('reports/traces/order.otlp.json').trace(traceId).complete();
 */
export class FileSource {
  readonly #spans: SpanFile | SpanInput;

  /**
   * @param path The path of the file, or `-` for standard input, which is read once and stays in memory.
   * @param standardInput The stream that `-` stands for. Default: `process.stdin`.
   */
  constructor(path: string, standardInput: AsyncIterable<Buffer | string> = process.stdin) {
    this.#spans = path === STANDARD_INPUT ? new SpanInput(standardInput) : new SpanFile(path);
  }

  /**
   * Returns the trace of this id, which need not be in the file yet, in part or at all. Its methods that wait reject with a
   * `TraceFileError` when the file is missing, or holds anything but OTLP JSON.
   * @throws {InvalidTraceIdError} when `traceId` is not 32 hex digits.
   */
  trace(traceId: string): PendingTrace {
    const source = new PolledTrace(this.#spans.name, this.#spans.reader());
    return new PendingTrace(toTraceId(traceId), source);
  }

  /**
   * Resolves with every trace of the file, in the order of their first spans; those of standard input once it has ended.
   * All of them are held in memory.
   * @throws {TraceFileError} when the file is missing, ends inside a document, or holds anything but OTLP JSON.
   */
  async traces(): Promise<Trace[]> {
    return tracesOf(await this.#spans.readAll());
  }
}
