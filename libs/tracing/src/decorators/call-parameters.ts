import type { Attributes } from '@opentelemetry/api';
import { registered } from '../span/registry.js';

/** What decorators say of the arguments of a method. */
export interface CallParameters {
  /** Each gives attributes from the arguments of a call on an instance of `className`. They never throw. */
  readonly attributes: readonly ((args: ArrayLike<unknown>, className: string) => Attributes)[];
  /** Positions that get the current span. */
  readonly currentSpan: readonly number[];
}

const NONE: CallParameters = { attributes: [], currentSpan: [] };

const parameters = registered(
  'callParameters',
  () => new WeakMap<object, Map<PropertyKey, CallParameters>>(),
);

/** Adds to what is said of the method `key`; a class adds to what the classes above it say. */
export function addCallParameters(
  target: object,
  key: PropertyKey,
  added: Partial<CallParameters>,
): void {
  const { attributes, currentSpan } = callParameters(target, key);
  const members = parameters.get(target) ?? new Map<PropertyKey, CallParameters>();
  members.set(key, {
    // The decorators of parameters run from the last to the first.
    attributes: [...(added.attributes ?? []), ...attributes],
    currentSpan: [...(added.currentSpan ?? []), ...currentSpan],
  });
  parameters.set(target, members);
}

export function callParameters(target: object, key: PropertyKey): CallParameters {
  let owner: object | null = target;
  while (owner) {
    const found = parameters.get(owner)?.get(key);
    if (found) return found;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return NONE;
}
