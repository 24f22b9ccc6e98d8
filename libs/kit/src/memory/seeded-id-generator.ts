import { createHash } from 'node:crypto';

/** Generates the ids of traces and spans, as an SDK's `idGenerator`: the same ones in the same order for the same seed. */
export class SeededIdGenerator {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  // SDKs call these without `this`.
  readonly generateTraceId = (): string => this.#next(32);
  readonly generateSpanId = (): string => this.#next(16);

  /** Begins anew with the first id. */
  reset(): void {
    this.#count = 0;
  }

  #next(length: number): string {
    this.#count += 1;
    const digits = createHash('sha256').update(`${this.#seed} ${this.#count}`).digest('hex');
    return digits.slice(0, length);
  }
}
