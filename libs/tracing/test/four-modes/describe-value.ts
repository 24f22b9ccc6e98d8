import { types } from 'node:util';

const DEPTH = 4;

/** Describes what a caller can see of a value: its class, its own properties, and the properties of their values. */
export function describeValue(value: unknown, depth = DEPTH): unknown {
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return value;
  if (types.isNativeError(value)) return describeError(value);
  if (value instanceof Date || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map((item) => describeValue(item, depth - 1));
  const name = (value.constructor as { name?: string } | undefined)?.name ?? 'null prototype';
  if (depth === 0) return name;
  const keys = Object.getOwnPropertyNames(value).filter((key) => !key.startsWith('_'));
  const own = keys.map((key) => [key, describeValue(Reflect.get(value, key), depth - 1)]);
  return { class: name, ...Object.fromEntries(own) };
}

/** Describes an error without what differs from run to run, such as its stack. */
function describeError(error: Error): unknown {
  const own = Object.getOwnPropertyNames(error).filter((key) => key !== 'stack' && key !== 'line');
  return {
    error: error.constructor.name,
    name: error.name,
    message: error.message,
    own: own.toSorted(),
    code: (error as { code?: unknown }).code,
  };
}
