import type { Attributes } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { type Written, expression, list, object, shared } from './written.js';

/** Keys that are likely to meet, and those that an object, a limit or an encoder may take for something else. */
const KEYS = ['a', 'b', 'c', '', '1', '20', '__proto__', 'constructor', 'toString', 'ü.\ud83d'];

export function anyKey(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') },
    { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
  );
}

/** Generates what an application gives as attributes, which is not always an object of attributes. */
export function anyAttributes(): fc.Arbitrary<Written<Attributes>> {
  const others = fc.constantFrom(...NO_RECORDS.map(expression)) as fc.Arbitrary<
    Written<Attributes>
  >;
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: anyAttributesObject() },
    { weight: 1, arbitrary: others },
    { weight: 1, arbitrary: fc.constant(shared('attributes')) },
  );
}

export function anyAttributesObject(): fc.Arbitrary<Written<Attributes>> {
  const entries = fc.array(fc.tuple(anyKey(), anyValue()), { maxLength: 5 });
  return entries.map((pairs) => object<Attributes>(pairs));
}

/** Generates values of all types that JavaScript has, valid or not. */
export function anyValue(): fc.Arbitrary<Written> {
  const { value } = fc.letrec<{ value: Written }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 4, arbitrary: fc.constantFrom(...TEXTS.map(expression)) },
      { weight: 4, arbitrary: fc.constantFrom(...NUMBERS.map(expression)) },
      { weight: 1, arbitrary: fc.double().map(numberOf) },
      { weight: 1, arbitrary: fc.maxSafeInteger().map(numberOf) },
      { weight: 4, arbitrary: fc.constantFrom(...OTHERS.map(expression)) },
      { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map(list) },
      { weight: 2, arbitrary: anyObject(tie('value')) },
      { weight: 1, arbitrary: fc.constant(shared('list')) },
    ),
  }));
  return value;
}

function anyObject(value: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  // The SDK makes the value of `__proto__` a prototype: it takes an object for bytes then, and cannot export it.
  const key = fc.constantFrom(...KEYS.filter((each) => each !== '__proto__'));
  const entries = fc.array(fc.tuple(key, value), { maxLength: 4 });
  return entries.map((pairs) => object(pairs));
}

export function textOf(text: string): Written<string> {
  return { source: JSON.stringify(text), make: () => text };
}

export function numberOf(number: number): Written<number> {
  return { source: Object.is(number, -0) ? '-0' : String(number), make: () => number };
}

/** Texts that are empty, around the limits, of several bytes a character, or no well-formed UTF-16. */
export const TEXTS: readonly (() => string)[] = [
  () => '',
  () => 'text',
  () => 'x'.repeat(33),
  () => 'x'.repeat(127),
  () => 'x'.repeat(128),
  () => 'x'.repeat(20_000),
  () => 'ü'.repeat(80),
  () => '中文',
  () => '\u{1F4B6} euro',
  () => 'cut \ud83d',
  () => '\udcb6 begins',
  () => '\0',
];

/** Numbers at the bounds of what a varint, an integer and a double can hold. */
const NUMBERS: readonly (() => number)[] = [
  () => 0,
  () => -0,
  () => 1,
  () => -1,
  () => 127,
  () => 128,
  () => 2 ** 31,
  () => 2 ** 32,
  () => -(2 ** 32) - 1,
  () => 2 ** 53 - 1,
  () => 2 ** 53 + 2,
  () => -(2 ** 53) - 2,
  () => 2 ** 62,
  () => 2 ** 63,
  () => -(2 ** 63),
  () => -(2 ** 64),
  () => 1e300,
  () => 0.1,
  () => -1.5,
  () => 5e-324,
  () => NaN,
  () => Infinity,
  () => -Infinity,
];

/** What is given as attributes without being an object with a few keys of its own. */
const NO_RECORDS: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => 'text',
  () => ['x', 'y'],
  () => manyAttributes(1_000),
  () => manyAttributes(130),
  () => Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }),
  () => Object.assign(Object.create(null), { a: 1 }),
  () => ({ shown: 1, [Symbol('s')]: 2 }),
  () => new Map([['a', 1]]),
];

/** Values that are neither texts nor numbers; the SDK refuses about half of them. */
const OTHERS: readonly (() => unknown)[] = [
  () => true,
  () => false,
  () => undefined,
  () => null,
  () => [],
  () => ({}),
  () => ['a', null, 'b', undefined],
  () => [1, 2.5, -0],
  () => [true, 'mixed', 1],
  () => Object.assign([1, 2, 3], { length: 5 }),
  () => new Uint8Array([0, 127, 255]),
  () => new Uint8Array(300),
  () => Buffer.from('bytes'),
  () => new Float32Array(2),
  () => 5n,
  () => [1n],
  () => Symbol('s'),
  () => () => 1,
  () => new Date(0),
  () => /x/,
  () => new Map([['a', 1]]),
  () => new String('boxed'),
  () => new Error('boom'),
  () => circular(),
  () => nested(30),
  () => Object.assign(Object.create(null), { a: 1 }),
  () => ({ constructor: 'no function' }),
  () => ({
    get computed() {
      return 'got';
    },
  }),
  () => JSON.parse('{"__proto__": {"a": 1}}'),
];

function circular(): object {
  const self: { self?: object } = {};
  self.self = self;
  return self;
}

function nested(depth: number): unknown {
  return depth === 0 ? 'deep' : [{ inner: nested(depth - 1) }];
}

function manyAttributes(count: number): Attributes {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, index]));
}
