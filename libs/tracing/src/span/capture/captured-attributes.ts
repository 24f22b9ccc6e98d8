import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import { MAX_NAME_LENGTH, cutText } from './cut-text.js';
import { hashText, isSecretKey, redactText } from './redaction.js';
import { REDACTED } from './sensitive-text.js';
import { warnOnce } from '#span/warn.js';

type Primitive = string | number | boolean;
type ArrayOf<T extends Primitive> = readonly (T | null | undefined)[];

/**
 * A value that an attribute of a span can hold. The elements of an array are of one type, as OpenTelemetry
 * requires; an element that is `null` or `undefined` is exported as `null`. Only the first 1,000 elements of
 * a longer array are exported.
 *
 * @see https://opentelemetry.io/docs/specs/otel/common/#anyvalue
 */
export type SpanAttributeValue = Primitive | ArrayOf<string> | ArrayOf<number> | ArrayOf<boolean>;

/** The largest number of elements that are copied of an array, as the copy is made during the traced call. */
const MAX_ELEMENTS = 1_000;

/** Attributes as a callback returns them; those that are `null` or `undefined` are left out. */
export type CapturedAttributes = Readonly<Record<string, SpanAttributeValue | null | undefined>>;

/**
 * The way in which a value is hidden: `true` replaces it, `'hash'` exports a hash of it, and a function
 * returns what is exported, which is then not redacted any further.
 */
export type Redact = true | 'hash' | ((value: never) => SpanAttributeValue | undefined);

/**
 * Returns the attributes that `callback` returns, redacted and cut. Never throws: a callback that throws
 * costs a warning.
 *
 * @param source the name of the callback, for the warning
 */
export function captureAttributes(
  source: string,
  callback: () => CapturedAttributes | undefined | void,
): Attributes {
  const attributes: Attributes = {};
  try {
    const captured = callback();
    if (types.isPromise(captured)) return refusePromise(source, captured);
    if (captured === undefined || captured === null) return attributes;
    if (typeof captured !== 'object' || Array.isArray(captured)) {
      warnOnce(`${source} returned no attributes.`);
      return attributes;
    }
    for (const [key, value] of Object.entries(captured)) {
      ignoreRejection(value);
      const name = cutText(key, MAX_NAME_LENGTH);
      // The part of the name that was cut off may have named a secret.
      const exported = exportableValue(source, name, value, name === key ? undefined : true);
      if (exported !== undefined) attributes[name] = exported;
    }
  } catch (error) {
    warnOnce(`${source} threw.`, error);
  }
  return attributes;
}

/** Returns the value that `callback` returns for the attribute `key`, as {@link captureAttributes} does. */
export function captureValue(
  source: string,
  key: string,
  callback: () => unknown,
  redact: Redact | undefined,
): SpanAttributeValue | undefined {
  try {
    return exportableValue(source, key, callback(), redact);
  } catch (error) {
    warnOnce(`${source} threw.`, error);
    return undefined;
  }
}

/** Handles the rejection of a promise that a callback returned, as no other code will. */
export function ignoreRejection(value: unknown): void {
  if (Array.isArray(value)) elementsOf(value).forEach(ignorePromise);
  else ignorePromise(value);
}

function ignorePromise(value: unknown): void {
  if (types.isPromise(value)) value.then(undefined, () => undefined);
}

function refusePromise(source: string, promise: Promise<unknown>): Attributes {
  ignoreRejection(promise);
  warnOnce(`${source} returned a promise: attributes have to be known at once.`);
  return {};
}

function exportableValue(
  source: string,
  key: string,
  value: unknown,
  redact: Redact | undefined,
): SpanAttributeValue | undefined {
  if (value === undefined || value === null) return undefined;
  const isHidden = typeof redact === 'function';
  const given = isHidden ? redact(value as never) : value;
  if (isHidden) ignoreRejection(given);
  if (given === undefined || given === null) return undefined;
  const hide = (one: Primitive): Primitive => (isHidden ? one : hidden(key, one, redact));
  if (isPrimitive(given)) return hide(given);
  const elements = Array.isArray(given) ? elementsOf(given) : undefined;
  if (!elements || !areOfOneType(elements)) {
    warnOnce(`${source}: '${key}' expects a primitive, or an array of primitives of one type.`);
    return undefined;
  }
  return elements.map((one) => (one === null ? null : hide(one))) as SpanAttributeValue;
}

/** Copies an array, as it may change before it is exported, and may consist almost only of holes. */
function elementsOf(array: readonly unknown[]): unknown[] {
  const length = Math.min(array.length, MAX_ELEMENTS);
  return Array.from({ length }, (_, index) => array[index] ?? null);
}

function areOfOneType(elements: readonly unknown[]): elements is (Primitive | null)[] {
  const present = elements.filter((one) => one !== null);
  return present.every((one) => isPrimitive(one) && typeof one === typeof present[0]);
}

function hidden(key: string, value: Primitive, redact: true | 'hash' | undefined): Primitive {
  if (redact === 'hash') return hashText(String(value));
  if (redact === true || isSecretKey(key)) return REDACTED;
  return typeof value === 'string' ? redactText(value) : value;
}

function isPrimitive(value: unknown): value is Primitive {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
