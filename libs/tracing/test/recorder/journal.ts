import { recordDiagMessages } from '../diag-messages.js';

/** Something that a program has seen, in a form that does not depend on random ids or on identities. */
export interface Entry {
  readonly what: string;
  readonly view: Readonly<Record<string, unknown>>;
}

/** What one run of a program has seen, in the order in which it happened. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly #names = new Map<string, string>();
  readonly #numbers = new Map<object, number>();
  readonly #spanContexts = new Map<object, object>();
  readonly #messages = recordDiagMessages();

  note(what: string, view: Readonly<Record<string, unknown>>): void {
    this.entries.push({ what, view });
  }

  /** Names a random id after the order in which the ids of its length were seen; an id that a program writes stays. */
  nameOf(id: string): string {
    if (isWritten(id)) return id;
    if (!isValid(id)) return `an invalid id: ${id}`;
    const kind = id.length === TRACE_ID_DIGITS ? 'trace' : 'span';
    const name = this.#names.get(id) ?? `${kind} ${this.#names.size + 1}`;
    this.#names.set(id, name);
    return name;
  }

  /** Numbers objects in the order in which they were seen, so that the same object has the same number. */
  numberOf(seen: object): number {
    const number = this.#numbers.get(seen) ?? this.#numbers.size + 1;
    this.#numbers.set(seen, number);
    return number;
  }

  /** Returns whether `span` has the same object as its span context as when it was seen first. */
  isSame(span: object, spanContext: object): boolean {
    const first = this.#spanContexts.get(span) ?? spanContext;
    this.#spanContexts.set(span, first);
    return first === spanContext;
  }

  /** The number of warnings and errors that OpenTelemetry has reported. */
  get warnings(): number {
    return this.#messages.length;
  }
}

const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

/** Whether an id consists of few digits, as those in the source of programs do, and no random one. */
function isWritten(id: string): boolean {
  return new Set(id).size <= 2;
}

function isValid(id: string): boolean {
  return /^[\da-f]+$/.test(id) && [TRACE_ID_DIGITS, SPAN_ID_DIGITS].includes(id.length);
}
