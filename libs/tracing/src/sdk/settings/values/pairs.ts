import { Refusal, refuse } from './refusal.js';
import type { ValueType } from './setting.js';

type Pair = readonly [key: string, value: string];
export type Pairs = Readonly<Record<string, string>>;

const NOTHING: Pairs = {};

/** The name of a header, and what its value is made of: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7E\x80-\xFF]+$/;

/** Attributes: `key=value` with commas between them, both percent-encoded where they hold either sign. */
export function attributes(): ValueType<Pairs> {
  const expected =
    'key=value with commas between them, percent-encoded where either has a comma or =';
  return {
    type: 'pairs',
    expected,
    parse: (given) => parsePairs(given, isWhole, (_place, entry) => refuse(expected, entry)),
    byDefault: NOTHING,
  };
}

/**
 * Headers: `name=value` with commas between them, values percent-encoded. They are secrets as a rule, so a
 * refusal tells the place alone.
 */
export function headers(): ValueType<Pairs> {
  const expected = 'headers as name=value with commas between them, values percent-encoded';
  return {
    type: 'pairs',
    expected,
    parse: (given) =>
      parsePairs(given, isHeader, (place) => new Refusal(expected, `another in place ${place}`)),
    byDefault: NOTHING,
  };
}

function parsePairs(
  list: string,
  isPair: (pair: Pair, entry: string) => boolean,
  refuseEntry: (place: number, entry: string) => Refusal,
): Pairs | Refusal {
  const pairs: Pair[] = [];
  for (const [index, entry] of list.split(',').entries()) {
    if (entry.trim() === '') continue;
    const pair = parsePair(entry);
    if (!pair || !isPair(pair, entry)) return refuseEntry(index + 1, entry.trim());
    pairs.push(pair);
  }
  return Object.fromEntries(pairs);
}

function parsePair(entry: string): Pair | undefined {
  const end = entry.indexOf('=');
  if (end === -1) return undefined;
  try {
    const [key, value] = [entry.slice(0, end), entry.slice(end + 1)].map((part) =>
      decodeURIComponent(part.trim()),
    );
    return key ? [key, value ?? ''] : undefined;
  } catch {
    return undefined;
  }
}

/** What comes after a second `=` would be a guess. */
function isWhole(_pair: Pair, entry: string): boolean {
  return entry.split('=').length === 2;
}

/** What comes after a semicolon would not be sent, nor a header without a value. */
function isHeader([name, value]: Pair, entry: string): boolean {
  return !entry.includes(';') && HEADER_NAME.test(name) && HEADER_VALUE.test(value);
}
