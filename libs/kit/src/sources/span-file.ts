import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Span } from '../trace/span.js';
import type { ReadSpans } from './polled-trace.js';
import { readSpanStream, unreadable } from './span-stream.js';

/** A file of OTLP JSON, which may still be written. */
export class SpanFile {
  readonly name: string;
  readonly #path: string;

  constructor(path: string) {
    this.name = `the file ${path}`;
    this.#path = path;
  }

  /** Returns what reads the spans of one trace, whenever the file has changed. */
  reader(): ReadSpans {
    let version = '';
    return async (traceId) => {
      const latest = await this.#version();
      if (latest === version) return undefined;
      const spans = await this.#read((span) => span.traceId === traceId, true);
      version = latest;
      return spans;
    };
  }

  readAll(): Promise<readonly Span[]> {
    return this.#read(() => true, false);
  }

  async #read(isWanted: (span: Span) => boolean, mayGrow: boolean): Promise<readonly Span[]> {
    const wanted: Span[] = [];
    const stream = createReadStream(this.#path);
    for await (const spans of readSpanStream(this.name, stream, mayGrow)) {
      for (const span of spans) if (isWanted(span)) wanted.push(span);
    }
    return wanted;
  }

  async #version(): Promise<string> {
    try {
      const { ino, size, mtimeMs } = await stat(this.#path);
      return `${ino} ${size} ${mtimeMs}`;
    } catch (error) {
      throw unreadable(this.name, error);
    }
  }
}
