import type { Attributes, Link, Span } from '@opentelemetry/api';
import type { Journal } from './journal.js';

/** A variable of a program that holds a span. */
export type Slot = 'a' | 'b' | 'c';

export const SLOTS: readonly Slot[] = ['a', 'b', 'c'];

/** Values of a program that it passes more than once, and changes in between. */
export interface Shared {
  readonly attributes: Attributes;
  readonly list: string[];
  readonly links: Link[];
}

/** What the values of a program can refer to while it runs. */
export interface Scope {
  readonly journal: Journal;
  readonly shared: Shared;
  /** Returns the span that a variable holds; `undefined` before one was started. */
  span(slot: Slot): Span | undefined;
}

/** A value of a generated program: how a reader sees it, and how it is made anew for each run. */
export interface Written<T = unknown> {
  readonly source: string;
  make(scope: Scope): T;
}

/** Writes down the expression that an arrow function without parameters returns. */
export function expression<T>(make: () => T): Written<T> {
  return { source: sourceOf(make), make };
}

/** Writes down a value that the program passes more than once. */
export function shared<Key extends keyof Shared>(key: Key): Written<Shared[Key]> {
  return { source: `shared.${key}`, make: (scope) => scope.shared[key] };
}

/** Returns the text of what an arrow function returns. */
export function sourceOf(arrow: (...args: never[]) => unknown): string {
  return String(arrow)
    .replace(/^\(\w*\) => /, '')
    .replace(/^\((\{.*\})\)$/s, '$1');
}

export function list<T>(items: readonly Written<T>[]): Written<T[]> {
  return {
    source: `[${sourcesOf(items)}]`,
    make: (scope) => items.map((item) => item.make(scope)),
  };
}

/** Writes down an object whose properties are all its own, also one that is called `__proto__`. */
export function object<T = object>(
  entries: readonly (readonly [key: string, value: Written])[],
): Written<T> {
  const properties = entries.map(([key, { source }]) => `[${JSON.stringify(key)}]: ${source}`);
  return {
    source: `{ ${properties.join(', ')} }`.replaceAll(/\["([a-zA-Z]+)"\]/g, '$1'),
    make: (scope) =>
      Object.fromEntries(entries.map(([key, value]) => [key, value.make(scope)])) as T,
  };
}

export function sourcesOf(values: readonly Written[]): string {
  return values.map(({ source }) => source).join(', ');
}
