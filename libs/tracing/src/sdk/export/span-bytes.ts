import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { copyText } from '#span/capture/cut-text.js';

/**
 * The largest batch in bytes: a gRPC server takes as much by default, and serializing it blocks for a
 * short time.
 */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/* The bytes that V8 takes in addition to texts, measured on Node 24 and rounded up. */
const SPAN_BYTES = 1_024;
const EVENT_BYTES = 256;
const LINK_BYTES = 384;
const ATTRIBUTE_BYTES = 48;
const ELEMENT_BYTES = 16;
/** The most bytes that V8 takes for a character; in a text without wide characters it takes one. */
const CHARACTER_BYTES = 2;

/**
 * Returns the approximate number of bytes of memory that a span takes, and no fewer. Replaces each
 * value that the SDK has cut by a copy, as a slice of a text holds the whole text in V8's memory.
 *
 * @param cutLength the number of characters to which the SDK cuts values
 */
export function bytesOf(span: ReadableSpan, cutLength: number): number {
  const { name, status, attributes, events, links } = span;
  let bytes = SPAN_BYTES + textBytes(name) + textBytes(status.message);
  bytes += textBytes(span.spanContext().traceState?.serialize());
  bytes += attributesBytes(attributes, cutLength);
  for (const event of events) {
    bytes += EVENT_BYTES + textBytes(event.name) + attributesBytes(event.attributes, cutLength);
  }
  for (const link of links) bytes += LINK_BYTES + attributesBytes(link.attributes, cutLength);
  return bytes;
}

function attributesBytes(attributes: Attributes | undefined, cutLength: number): number {
  let bytes = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' && value.length === cutLength) attributes[key] = copyText(value);
    bytes += ATTRIBUTE_BYTES + textBytes(key) + valueBytes(value, cutLength);
  }
  return bytes;
}

/** Returns the bytes of an attribute's value, in which the SDK allows lists and objects of any depth. */
function valueBytes(value: unknown, cutLength: number): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object' || value === null) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (!Array.isArray(value)) return attributesBytes(value as Attributes, cutLength);
  let bytes = 0;
  for (const [index, element] of value.entries()) {
    if (typeof element === 'string' && element.length === cutLength)
      value[index] = copyText(element);
    bytes += ELEMENT_BYTES + valueBytes(element, cutLength);
  }
  return bytes;
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : CHARACTER_BYTES * text.length;
}
