import type { ValuePattern } from '../pattern/value-pattern.js';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

const WORDS: ReadonlyMap<string, ValuePattern> = new Map<string, ValuePattern>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** Returns the value that a text without quotes stands for; `undefined` when it stands for itself. */
export function literalValue(text: string): ValuePattern | undefined {
  if (!NUMBER.test(text)) return WORDS.get(text);
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}
