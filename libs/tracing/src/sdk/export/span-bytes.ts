import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { copyText } from '#span/capture/cut-text.js';

/** What a gRPC server takes of a message by default, and as much as may be serialized without a break. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** What V8 takes beside texts, measured on Node 24 and rounded up. */
const SPAN_BYTES = 1_024;
const EVENT_BYTES = 256;
const LINK_BYTES = 384;
const ATTRIBUTE_BYTES = 48;
const ELEMENT_BYTES = 16;
/** At most: it is one in a text without wide characters. */
const CHARACTER_BYTES = 2;

/**
 * About how many bytes of memory a span takes, and no fewer. A value that the SDK has cut is copied: V8 has a
 * slice of a text hold the whole of it.
 *
 * @param cutLength what the SDK cuts values to
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

/** A value of an attribute, or what is in it: the SDK takes lists and objects of any depth. */
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
