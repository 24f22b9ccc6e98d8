import { Refusal, refuse } from './refusal.js';
import type { ValueType } from './setting.js';

type Pair = readonly [key: string, value: string];
export type Pairs = Readonly<Record<string, string>>;

const NOTHING: Pairs = {};

/* The name and the value of a header: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7E\x80-\xFF]+$/;

/**
 * The type of attributes: `key=value` with commas between them, percent-encoded if they contain either
 * sign.
 */
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
 * The type of headers: `name=value` with commas between them, values percent-encoded. Headers are
 * usually secrets, so that a refusal contains only the position of a wrong one.
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

/** Whether an entry has exactly one `=`, as the meaning of a second one would be a guess. */
function isWhole(_pair: Pair, entry: string): boolean {
  return entry.split('=').length === 2;
}

/** Whether a header would be sent: one without a value is not, nor anything after a semicolon. */
function isHeader([name, value]: Pair, entry: string): boolean {
  return !entry.includes(';') && HEADER_NAME.test(name) && HEADER_VALUE.test(value);
}
