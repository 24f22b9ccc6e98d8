import type { SqlScanner } from './scanner.js';

/** Returns the name that the scanner stands at as it is written, without quotation marks. */
export function nameOf({ kind, text }: SqlScanner): string {
  if (kind !== 'identifier') return text;
  const opening = text.indexOf('"');
  return text.slice(opening + 1, -1).replaceAll('""', '"');
}

/** Returns the name that the scanner stands at as PostgreSQL compares it: in lower case, unless it is quoted. */
export function foldedNameOf(scanner: SqlScanner): string {
  const name = nameOf(scanner);
  return scanner.kind === 'word' ? name.toLowerCase() : name;
}

/** Whether the token may be a name: a word or a quoted identifier. */
export function isName({ kind }: SqlScanner): boolean {
  return kind === 'word' || kind === 'identifier';
}
