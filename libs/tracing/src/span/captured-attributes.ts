import { types } from 'node:util';
import type { Attributes } from '@opentelemetry/api';
import { REDACTED, hashText, isSecretKey, redactText } from './redaction.js';
import { warnOnce } from './warn-once.js';

type Primitive = string | number | boolean;

/** What an attribute of a span can hold. */
export type SpanAttributeValue = Primitive | readonly Primitive[];

/** Attributes as a callback gives them; what is `undefined` is left out. */
export type CapturedAttributes = Readonly<Record<string, SpanAttributeValue | null | undefined>>;

/** How one value is hidden: wholly, behind a hash, or by a function, which has the last word. */
export type Redact = true | 'hash' | ((value: never) => SpanAttributeValue | undefined);

/**
 * What `callback` says of a call, fit to be exported. Never throws: a callback that does costs a
 * warning.
 *
 * @param source whose callback it is, for the warning
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
      const exported = exportableValue(source, key, value, undefined);
      if (exported !== undefined) attributes[key] = exported;
    }
  } catch (error) {
    warnOnce(`${source} threw.`, error);
  }
  return attributes;
}

/** One attribute, as {@link captureAttributes} does it. */
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

/** A promise that a callback made is refused; nobody else will handle its rejection. */
export function ignoreRejection(value: unknown): void {
  if (types.isPromise(value)) value.then(undefined, () => undefined);
  else if (Array.isArray(value)) value.forEach(ignoreRejection);
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
  if (!isSpanAttributeValue(given)) {
    warnOnce(`${source}: '${key}' expects a primitive or an array of primitives.`);
    return undefined;
  }
  const hide = (one: Primitive): Primitive => (isHidden ? one : hidden(key, one, redact));
  // An array may change before it is exported.
  return typeof given === 'object' ? given.map(hide) : hide(given);
}

function hidden(key: string, value: Primitive, redact: true | 'hash' | undefined): Primitive {
  if (redact === 'hash') return hashText(String(value));
  if (redact === true || isSecretKey(key)) return REDACTED;
  return typeof value === 'string' ? redactText(value) : value;
}

function isSpanAttributeValue(value: unknown): value is SpanAttributeValue {
  return Array.isArray(value) ? value.every(isPrimitive) : isPrimitive(value);
}

function isPrimitive(value: unknown): value is Primitive {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
