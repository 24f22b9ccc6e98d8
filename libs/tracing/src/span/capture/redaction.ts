import { createHmac } from 'node:crypto';
import { MAX_TEXT_LENGTH, cutText } from './cut-text.js';
import { registered } from '#span/registry.js';
import { REDACTED, redactSensitive } from './sensitive-text.js';

/** What is redacted beside the built-in keys and patterns, which stay. */
export interface RedactionOptions {
  /**
   * Names of attributes whose values are never exported. `apiKey` is the same as `api_key`, and stands
   * for `stripe.api_key` and `stripe_api_key` as well.
   */
  readonly keys?: readonly string[] | undefined;
  /**
   * What is replaced wherever it stands in a captured value, an error message or the key of a query. Of
   * a longer text the first 8,192 characters are read, up to the end of a word or a quoted literal: a secret
   * of several words is to match from its first one. The time that a pattern takes should grow with the
   * text alone, as strangers decide what it reads: it begins with a literal, or after `(?<!…)` with what a
   * word cannot begin anew within, and no part of it matches the same characters in two ways.
   *
   * @example
   * patterns: [/\bsk_live_\w+/, /(?<!\w)[A-Z]{2}\d{2}(?: ?\w{4}){3,7}/]
   */
  readonly patterns?: readonly RegExp[] | undefined;
  /**
   * The secret that `redact: 'hash'` hashes with (HMAC-SHA-256): the same in every service whose
   * hashes are to be compared. Without it a hash can be undone by trying likely values.
   */
  readonly hashKey?: string | undefined;
}

const SECRET_KEYS = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'privatekey',
  'authorization',
  'cookie',
  'credential',
  'credentials',
  'cardnumber',
  'cvv',
  'cvc',
  'iban',
  'ssn',
];

const MAX_REMEMBERED_KEYS = 1_000;

interface CurrentRedaction {
  keys: readonly string[];
  patterns: readonly RegExp[];
  hashKey: string;
  /** Whether a key was a secret: attributes have the same few names at every call. */
  readonly remembered: Map<string, boolean>;
}

const current = registered<CurrentRedaction>('redaction', () => ({
  keys: SECRET_KEYS,
  patterns: [],
  hashKey: '',
  remembered: new Map(),
}));

/** Takes the place of what was set before. */
export function setRedaction({ keys = [], patterns = [], hashKey = '' }: RedactionOptions): void {
  current.keys = [...SECRET_KEYS, ...keys.map(normalised)];
  current.patterns = patterns.map(
    ({ source, flags }) => new RegExp(source, flags.includes('g') ? flags : `${flags}g`),
  );
  current.hashKey = hashKey;
  current.remembered.clear();
}

/** Whether what is called `key` is a secret, whatever its value: `auth.access_token` is. */
export function isSecretKey(key: string): boolean {
  const { keys, remembered } = current;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const name = normalised(key);
  const isSecret = keys.some((secret) => name.endsWith(secret));
  if (remembered.size < MAX_REMEMBERED_KEYS) remembered.set(key, isSecret);
  return isSecret;
}

function normalised(key: string): string {
  return key.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** 32 hexadecimal digits that stand for `text`, and are the same for the same text. */
export function hashText(text: string): string {
  return createHmac('sha256', current.hashKey).update(text).digest('hex').slice(0, 32);
}

/**
 * `text` without what gives itself away as a credential or as personal data, wherever it stands, and cut:
 * no pattern reads what is longer, so none of the application's can cost more than that.
 */
export function redactText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  const redacted = redactSensitive(cutText(text, maxLength));
  return current.patterns.reduce((rest, pattern) => rest.replace(pattern, REDACTED), redacted);
}
