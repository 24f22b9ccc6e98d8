import type { Refusal } from './refusal.js';

/** The text that says what a setting means. */
export interface Section {
  readonly title: string;
  /** Of the specification, or of this library's README. */
  readonly url: string;
}

/** What the values of a setting are, and how they are read. */
export interface ValueType<T> {
  readonly type:
    'boolean' | 'choice' | 'file' | 'integer' | 'list' | 'pairs' | 'rules' | 'text' | 'URL';
  /** What a value has to be, as a message says it. */
  readonly expected: string;
  /** The only values, or the only elements of a list. */
  readonly choices?: readonly string[];
  /** Elements of a list that the specification knows and this library does not. */
  readonly unsupported?: readonly string[];
  /** What an integer counts. */
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly parse: (text: string) => T | Refusal;
  /** Holds where the variable is unset or empty. */
  readonly byDefault: T;
}

/** A line of the table of settings. */
export interface Setting<T> extends ValueType<T> {
  /** Whether the value is never shown. */
  readonly isSecret?: boolean;
  /** What holds by default, where that is no value that could be set. */
  readonly defaultInWords?: string;
  readonly section: Section;
  /** One sentence. */
  readonly meaning: string;
}
