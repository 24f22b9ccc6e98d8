import { appendFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** A charge that the gateway has decided on, as the ledger and its answers write it. */
export interface Attempt {
  readonly id: string;
  readonly key: string;
  readonly amount_cents: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'declined';
  readonly decline_code?: string;
}

/** Stores the first attempt of each idempotency key, charged or declined, in a file with one JSON object per line. */
export class Ledger {
  readonly #file: FileHandle;
  readonly #attempts: Map<string, Attempt>;

  private constructor(file: FileHandle, attempts: Map<string, Attempt>) {
    this.#file = file;
    this.#attempts = attempts;
  }

  /** Opens the ledger in the file at `path`, which need not exist, with all attempts that are stored there. */
  static async open(path: string): Promise<Ledger> {
    const file = await open(path, 'a+');
    const written = await file.readFile('utf8');
    // A kill can cut off the last line. Its attempt was never answered, so it is removed.
    const whole = written.slice(0, written.lastIndexOf('\n') + 1);
    await file.truncate(Buffer.byteLength(whole));
    const lines = whole.split('\n').slice(0, -1);
    const attempts = lines.map((line) => JSON.parse(line) as Attempt);
    return new Ledger(file, new Map(attempts.map((attempt) => [attempt.key, attempt])));
  }

  find(key: string): Attempt | undefined {
    return this.#attempts.get(key);
  }

  /** Returns the attempts that succeeded, in the order in which they were stored. */
  charges(): Attempt[] {
    return [...this.#attempts.values()].filter(({ status }) => status === 'succeeded');
  }

  /** Stores an attempt, and resolves once it is on disk. */
  async add(attempt: Attempt): Promise<void> {
    appendFileSync(this.#file.fd, `${JSON.stringify(attempt)}\n`);
    await this.#file.datasync();
    this.#attempts.set(attempt.key, attempt);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
