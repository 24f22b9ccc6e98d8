import type { Refusal } from './refusal.js';

/** The section of a document that defines a setting. */
export interface Section {
  readonly title: string;
  /** The URL of a section of the specification, or the fragment of one in this library's README. */
  readonly url: string;
}

/** The type of a setting's values, and the function that parses them. */
export interface ValueType<T> {
  readonly type:
    'boolean' | 'choice' | 'file' | 'integer' | 'list' | 'pairs' | 'rules' | 'text' | 'URL';
  /** The description of a valid value, for an error message. */
  readonly expected: string;
  /** The only valid values, or the only valid elements of a list. */
  readonly choices?: readonly string[];
  /** The elements of a list that the specification defines and this library does not support. */
  readonly unsupported?: readonly string[];
  /** The unit of an integer. */
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly parse: (text: string) => T | Refusal;
  /** The value if the variable is unset or empty. */
  readonly byDefault: T;
}

/** A row in the table of settings. */
export interface Setting<T> extends ValueType<T> {
  /** Whether the value is never shown. */
  readonly isSecret?: boolean;
  /** The description of the default, if it is not a value that could be set. */
  readonly defaultInWords?: string;
  readonly section: Section;
  /** The meaning of the setting, in one sentence. */
  readonly meaning: string;
}
