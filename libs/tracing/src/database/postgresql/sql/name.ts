import type { SqlScanner } from './scanner.js';

/** The name as it is written, without quotation marks. */
export function nameOf({ kind, text }: SqlScanner): string {
  if (kind !== 'identifier') return text;
  const opening = text.indexOf('"');
  return text.slice(opening + 1, -1).replaceAll('""', '"');
}

/** The name as PostgreSQL compares it. */
export function foldedNameOf(scanner: SqlScanner): string {
  const name = nameOf(scanner);
  return scanner.kind === 'word' ? name.toLowerCase() : name;
}

export function isName({ kind }: SqlScanner): boolean {
  return kind === 'word' || kind === 'identifier';
}
