import { printable } from '../trace/printable.js';

const MAX_ODDITIES = 100;
const MAX_LENGTH = 300;
const MAX_DESCRIBED = 3;

/** Something that came to the receiver and was not what a receiver takes, such as a TLS client. */
export interface Oddity {
  /** Says what came and what may be meant, as whole sentences that a terminal can show. */
  readonly message: string;
  /** How often it came. */
  readonly count: number;
}

/** Remembers what came to the receiver that it could not take, each kind once; of more than 100 kinds the latest. */
export class Oddities {
  readonly #counts = new Map<string, number>();

  record(sentence: string): void {
    const message = cut(printable(sentence));
    this.#counts.set(message, (this.#counts.get(message) ?? 0) + 1);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MAX_ODDITIES && oldest !== undefined) this.#counts.delete(oldest);
  }

  /** Returns each kind once, in the order in which they first came. */
  list(): Oddity[] {
    return Array.from(this.#counts, ([message, count]) => ({ message, count }));
  }

  /** Returns the latest of them in one text, `undefined` when nothing came that could not be taken. */
  describe(): string | undefined {
    const latest = this.list().slice(-MAX_DESCRIBED);
    if (latest.length === 0) return undefined;
    const messages = latest.map(({ message, count }) =>
      count > 1 ? `${message} (${count} times)` : message,
    );
    return `What came could not be taken: ${messages.join(' ')}`;
  }
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
