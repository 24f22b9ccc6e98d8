import { type EndStrategy, registeredEndStrategy } from '#span/call/end-strategy.js';
import { generatorStrategy } from './generator.js';
import { observableStrategy } from './observable.js';
import { promiseStrategy } from './promise.js';
import { streamStrategy, streamableFileStrategy } from './stream.js';
import { thenableStrategy } from './thenable.js';

/** The order decides: a query builder may be a thenable and look like a stream or a generator as well. */
const builtIn = [
  promiseStrategy,
  thenableStrategy,
  observableStrategy,
  generatorStrategy,
  streamStrategy,
  streamableFileStrategy,
] as unknown as readonly EndStrategy[];

/** Returns the strategy that knows when the work behind `result` ends; `undefined` if that work has ended. */
export function findEndStrategy(result: unknown): EndStrategy | undefined {
  if (!isObject(result)) return undefined;
  return registeredEndStrategy(result) ?? builtIn.find((strategy) => strategy.matches(result));
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
