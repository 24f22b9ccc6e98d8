import { types } from 'node:util';
import { InternalServerErrorException, NotFoundException, StreamableFile } from '@nestjs/common';
import * as fc from 'fast-check';

const names = new WeakMap<WeakKey, string>();

/** Names `value` for descriptions, and returns it. */
export function named<T extends WeakKey>(name: string, value: T): T {
  names.set(value, name);
  return value;
}

/** Returns the name of a value without reading its properties, as reading may throw. */
export function nameOf(value: unknown): string {
  if (!hasIdentity(value)) return fc.stringify(value);
  const name = names.get(value);
  if (name !== undefined) return name;
  return types.isNativeError(value) ? `${value.name}: ${value.message}` : `another ${typeof value}`;
}

export function hasIdentity(value: unknown): value is WeakKey {
  return Object(value) === value || typeof value === 'symbol';
}

export function keysOf(value: object): string {
  return `{${Reflect.ownKeys(value).map(String).join(', ')}}`;
}

/** A value in a box, as fast-check looks into what it generates. */
export interface Given {
  readonly value: unknown;
}

function given(name: string, value: unknown): Given {
  return { value: hasIdentity(value) ? named(name, value) : value };
}

type Makers = Readonly<Record<string, () => unknown>>;

const plainErrors: Makers = {
  'an Error': () => new Error('broken'),
  'a frozen Error': () => Object.freeze(new Error('frozen')),
};

const errors: Makers = {
  ...plainErrors,
  'a NotFoundException': () => new NotFoundException('missing'),
  'an InternalServerErrorException': () => new InternalServerErrorException('down'),
  'an AbortError': () => new DOMException('no longer wanted', 'AbortError'),
  'an Error with a Symbol for its message': () =>
    withProperty(new Error(), 'message', Symbol('no text')),
  'an Error that is its own cause': () => {
    const error = new Error('again');
    return withProperty(error, 'cause', error);
  },
  ...hostile('an Error', () => new Error('hostile'), [
    'message',
    'stack',
    'name',
    'code',
    'cause',
    'driverError',
    'getStatus',
    'getError',
    'constructor',
  ]),
};

const nothings: Makers = {
  undefined: () => undefined,
  null: () => null,
};

const results: Makers = {
  'a text': () => 'text',
  '-0': () => -0,
  NaN: () => Number.NaN,
  'a bigint': () => 1n,
  'a Symbol': () => Symbol('returned'),
  'an object': () => ({ amount: 7 }),
  'a frozen object': () => Object.freeze({ amount: 7 }),
  'an array': () => [7, 'seven'],
  'a Map': () => new Map([[7, 'seven']]),
  'a function': () => () => 7,
  'a class': () => class Returned {},
  'a revoked Proxy': () => revoked({}),
  'a revoked Proxy of a function': () => revoked(() => 7),
  'a Proxy whose traps throw': () => new Proxy({}, throwingTraps),
  'a cursor whose next() gives null': () => ({ next: () => null }),
  'a StreamableFile without a stream': () => new StreamableFile(Object.create(null) as Uint8Array),
  ...hostile('an object', () => ({}), [
    'then',
    'subscribe',
    'next',
    'read',
    'getStream',
    'constructor',
    'toString',
  ]),
};

/** The handler of a Proxy whose every trap throws. */
export const throwingTraps: ProxyHandler<object> = new Proxy(
  {},
  {
    get(_, trap) {
      throw new Error(`the trap ${String(trap)}`);
    },
  },
);

export function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function hostile(name: string, make: () => object, keys: readonly string[]): Makers {
  return Object.fromEntries(
    keys.map((key) => [`${name} whose ${key} throws`, () => withThrowingProperty(make(), key)]),
  );
}

export function withThrowingProperty<T extends object>(target: T, key: string): T {
  return Object.defineProperty(target, key, {
    get(): never {
      throw new Error(`${key} was read`);
    },
  });
}

function withProperty(target: object, key: string, value: unknown): object {
  return Object.defineProperty(target, key, { value });
}

function oneOf(makers: Makers): fc.Arbitrary<Given> {
  return fc.constantFrom(...Object.entries(makers)).map(([name, make]) => given(name, make()));
}

/** The values that a method may return, throw, emit or be called with. */
export function anyValue(): fc.Arbitrary<Given> {
  const anything = fc.anything({ withNullPrototype: true, withBigInt: true, maxDepth: 1 });
  return fc.oneof(
    { weight: 2, arbitrary: oneOf(nothings) },
    { weight: 4, arbitrary: oneOf(results) },
    { weight: 4, arbitrary: oneOf(errors) },
    { weight: 1, arbitrary: anything.map((value) => given(fc.stringify(value), value)) },
  );
}

/** The errors with which a stream may fail, whose properties Node reads. */
export function anyPlainError(): fc.Arbitrary<Given> {
  return oneOf(plainErrors);
}
