import { decodeOtlpJson } from '../otlp/decode-otlp-json.js';
import { MalformedOtlpError } from '../otlp/errors.js';
import { printable } from '../trace/printable.js';
import type { Span } from '../trace/span.js';
import { TraceFileError } from './errors.js';
import { JsonDocuments } from './json-documents.js';

/**
 * Reads the spans of a stream of OTLP JSON: one document, or one on each line, as the collector's file exporter writes
 * them.
 * @param file Names the stream in errors.
 * @param mayGrow Whether a document that has not ended with the stream is left out, as its file may still be written.
 * @throws {TraceFileError} when the stream cannot be read, or holds anything else; the error names the line.
 */
export async function* readSpanStream(
  file: string,
  stream: AsyncIterable<Buffer | string>,
  mayGrow: boolean,
): AsyncGenerator<readonly Span[]> {
  const documents = new JsonDocuments();
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) {
      const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      for (const { json, line } of documents.push(text)) yield decode(file, json, line);
    }
    if (documents.isCut && !mayGrow) {
      throw new TraceFileError(file, `a document without an end on line ${documents.line}.`);
    }
  } catch (error) {
    if (error instanceof TraceFileError) throw error;
    if (!(error instanceof SyntaxError)) throw unreadable(file, error);
    throw new TraceFileError(file, `no JSON on line ${documents.line}.`, { cause: error });
  }
}

function decode(file: string, json: unknown, line: number): Span[] {
  try {
    // A document that was saved from Jaeger's query API lies in `result`.
    return decodeOtlpJson((json as { readonly result?: unknown }).result ?? json);
  } catch (error) {
    if (!(error instanceof MalformedOtlpError)) throw error;
    const reason = `something else on line ${line}. ${printable(error.message)}`;
    throw new TraceFileError(file, reason, { cause: error });
  }
}

/** Returns the error that says why a file, or standard input, could not be read. */
export function unreadable(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const reason = code === 'ENOENT' ? 'no such file.' : `the error ${code}.`;
  return new TraceFileError(file, reason, { cause: error });
}
