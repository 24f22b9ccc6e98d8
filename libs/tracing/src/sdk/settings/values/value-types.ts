import { Refusal, refuse, refuseUrl } from './refusal.js';
import type { ValueType } from './setting.js';

/** The type of a text, which is not parsed. */
export function text(expected: string): ValueType<string | undefined> {
  return { type: 'text', expected, parse: (given) => given, byDefault: undefined };
}

/** The type of the path of a file, which is read only when it is needed. */
export function file(): ValueType<string | undefined> {
  return { ...text('the path of a file'), type: 'file' };
}

/** The type of `true` or `false`, in lower or upper case. */
export function flag(byDefault: boolean): ValueType<boolean> {
  const { parse, ...type } = choice(['true', 'false'], `${byDefault}`);
  return {
    ...type,
    type: 'boolean',
    parse(given) {
      const value = parse(given);
      return value instanceof Refusal ? value : value === 'true';
    },
    byDefault,
  };
}

/** The type of one of `choices`, in lower or upper case. */
export function choice<const T extends string, D extends T | undefined>(
  choices: readonly T[],
  byDefault: D,
): ValueType<T | D> {
  const expected = choices.join(' or ');
  return {
    type: 'choice',
    expected,
    choices,
    parse: (given) =>
      choices.find((candidate) => candidate === given.toLowerCase()) ?? refuse(expected, given),
    byDefault,
  };
}

interface Choices<T extends string> {
  readonly choices: readonly T[];
  readonly unsupported: readonly string[];
  /** The word for an empty list, which must be the only element. */
  readonly none: T;
}

/**
 * The type of a list of some of `choices`, in lower or upper case, each once. Unsupported elements are
 * values as well; a line at the start reports them.
 */
export function choices<const T extends string, D extends readonly T[] | undefined>(
  { choices, unsupported, none }: Choices<T>,
  byDefault: D,
): ValueType<readonly string[] | D> {
  const expected = `${none} alone, or some of ${choices.filter((one) => one !== none).join(', ')} with commas between them`;
  const known: readonly string[] = [...choices, ...unsupported];
  return {
    type: 'list',
    expected,
    choices,
    unsupported,
    parse(given) {
      const names = [...new Set(elementsOf(given.toLowerCase()))];
      const wrong = names.find((name) => !known.includes(name));
      if (wrong !== undefined) return refuse(expected, wrong);
      return names.includes(none) && names.length > 1 ? refuse(expected, given) : names;
    },
    byDefault,
  };
}

interface Bounds {
  readonly unit: string;
  readonly minimum: number;
  readonly maximum?: number;
}

/** The type of a whole number. */
export function integer<D extends number | undefined>(
  { unit, minimum, maximum = Number.MAX_SAFE_INTEGER }: Bounds,
  byDefault: D,
): ValueType<number | D> {
  const isBounded = maximum < Number.MAX_SAFE_INTEGER;
  const expected = isBounded
    ? `a whole number from ${minimum} to ${maximum}`
    : `a whole number of at least ${minimum}`;
  return {
    type: 'integer',
    expected,
    unit,
    minimum,
    ...(isBounded && { maximum }),
    parse(given) {
      const value = Number(given);
      const isValue = Number.isSafeInteger(value) && value >= minimum && value <= maximum;
      return isValue ? value : refuse(expected, given);
    },
    byDefault,
  };
}

/** The type of an HTTP or HTTPS URL. */
export function httpUrl(example: string): ValueType<URL | undefined> {
  const expected = `a URL such as ${example}`;
  return {
    type: 'URL',
    expected,
    // Without a scheme, the exporter would try TLS and fail at every export without a message.
    parse: (given) =>
      (/^https?:\/\/[^/]/.test(given) ? URL.parse(given) : null) ?? refuseUrl(expected, given),
    byDefault: undefined,
  };
}

/** The type of a list of texts, with commas between them. */
export function texts(expected: string): ValueType<readonly string[] | undefined> {
  return { type: 'list', expected, parse: elementsOf, byDefault: undefined };
}

/** Splits a list at its commas, and leaves out empty elements. */
function elementsOf(list: string): string[] {
  return list
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');
}
