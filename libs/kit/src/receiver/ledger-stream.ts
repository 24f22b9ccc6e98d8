import type { Readable } from 'node:stream';
import { MalformedOtlpError } from '../otlp/errors.js';
import { type LedgerListener, readLedgerLine } from '../otlp/ledger-line.js';

const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** One stream of the in-flight ledger, whose lines are read as soon as they have arrived. */
export class LedgerStream {
  readonly #listener: LedgerListener;
  #rest: Buffer = Buffer.alloc(0);

  constructor(listener: LedgerListener) {
    this.#listener = listener;
  }

  /**
   * Reads a stream to its end, and passes to the listener what it announces, and that it is broken if it is: a stream
   * that ends as it should, such as one of a single line, says nothing about the spans that are running.
   * @throws {MalformedOtlpError} when a line is malformed or has more than 64 KiB.
   */
  async read(body: Readable): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        body.on('data', (chunk: Buffer) => attempt(() => this.#write(chunk), reject));
        body.on('end', () => attempt(() => resolve(this.#readLine(this.#rest)), reject));
        body.on('error', reject);
        body.on('close', () => reject(new MalformedOtlpError('the stream to end', 'its break')));
      });
    } catch (error) {
      this.#listener.closed(this);
      throw error;
    } finally {
      body.removeAllListeners('data').removeAllListeners('end').resume();
    }
  }

  #write(chunk: Buffer): void {
    let bytes = Buffer.concat([this.#rest, chunk]);
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE)) {
      this.#readLine(bytes.subarray(0, end));
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > MAX_LINE_BYTES)
      throw new MalformedOtlpError('lines of at most 64 KiB', 'a longer one');
    this.#rest = bytes;
  }

  #readLine(line: Buffer): void {
    const text = line.toString('utf8').trim();
    if (text !== '') readLedgerLine(text, this, this.#listener);
  }
}

function attempt(action: () => void, onError: (error: unknown) => void): void {
  try {
    action();
  } catch (error) {
    onError(error);
  }
}
