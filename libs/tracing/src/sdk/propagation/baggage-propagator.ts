import { unescape } from 'node:querystring';
import {
  type Baggage,
  type BaggageEntry,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  baggageEntryMetadataFromString,
  diag,
  propagation,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { MAX_BYTES, MAX_MEMBERS } from './baggage-limits.js';
import { readListField, trimWhitespace } from './field-value.js';

const BAGGAGE = 'baggage';

/** The number of members in the longest list of the grammar (§3.3.1). */
const MAX_RECEIVED_MEMBERS = 180;

/** The grammar of §3.3.1, written so that each character can be matched in one way only. */
const OWS = '[ \\t]*';
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const VALUE = '[\\u0021\\u0023-\\u002B\\u002D-\\u003A\\u003C-\\u005B\\u005D-\\u007E]+';
const PROPERTY = `${OWS}${TOKEN}${OWS}(?:=${OWS}(?:${VALUE}${OWS})?)?`;
const LIST_MEMBER = new RegExp(
  `^${OWS}(${TOKEN})${OWS}=${OWS}(?:(${VALUE})${OWS})?(?:;(${PROPERTY}(?:;${PROPERTY})*))?$`,
);

/**
 * Matches what has to be encoded in a value: the percent sign, and all that is no `baggage-octet`
 * (§3.3.1.3).
 */
const ENCODED = /[^\u0021\u0023\u0024\u0026-\u002B\u002D-\u003A\u003C-\u005B\u005D-\u007E]+/g;

/**
 * Carries the baggage in the header `baggage`. Received list-members that break the grammar are left
 * out, and so are sent entries that the grammar cannot express, such as one with a key that is no
 * token.
 *
 * @see https://www.w3.org/TR/baggage/
 */
export class BaggagePropagator implements TextMapPropagator<unknown> {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const baggage = propagation.getBaggage(context);
    if (!baggage || isTracingSuppressed(context)) return;
    const header = formatBaggage(baggage);
    if (header !== '') setter.set(carrier, BAGGAGE, header);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = readListField(getter.get(carrier, BAGGAGE));
    const entries = header === undefined ? undefined : parseBaggage(header);
    if (!entries || entries.size === 0) return context;
    return propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(entries)));
  }

  fields(): string[] {
    return [BAGGAGE];
  }
}

function parseBaggage(header: string): Map<string, BaggageEntry> {
  const entries = new Map<string, BaggageEntry>();
  for (const text of header.split(',', MAX_RECEIVED_MEMBERS)) {
    const member = parseMember(text);
    if (member) entries.set(...member);
    if (entries.size === MAX_MEMBERS) break;
  }
  return entries;
}

function parseMember(text: string): [key: string, entry: BaggageEntry] | undefined {
  if (text.length > MAX_BYTES) return undefined;
  const [, key, value = '', properties] = LIST_MEMBER.exec(text) ?? [];
  if (key === undefined) return undefined;
  const entry: BaggageEntry = { value: unescape(value) };
  if (properties === undefined) return [key, entry];
  return [key, { ...entry, metadata: baggageEntryMetadataFromString(trimWhitespace(properties)) }];
}

function formatBaggage(baggage: Baggage): string {
  const entries = baggage.getAllEntries();
  const members: string[] = [];
  let length = 0;
  for (const [key, entry] of entries) {
    const member = formatMember(key, entry);
    if (member === undefined || length + member.length > MAX_BYTES) continue;
    members.push(member);
    length += member.length + ','.length;
    if (members.length === MAX_MEMBERS) break;
  }
  const left = entries.length - members.length;
  if (left > 0)
    diag.debug(`${left} of ${entries.length} baggage entries do not fit into the header.`);
  return members.join(',');
}

/** Formats an entry; `undefined` if it would not be read back under its key. */
function formatMember(key: string, { value, metadata }: BaggageEntry): string | undefined {
  const properties = metadata?.toString();
  const member = `${key}=${encodeValue(value)}${properties ? `;${properties}` : ''}`;
  return LIST_MEMBER.exec(member)?.[1] === key ? member : undefined;
}

function encodeValue(value: string): string {
  return value.toWellFormed().replace(ENCODED, encodeURIComponent);
}
