import { createHmac } from 'node:crypto';
import { MAX_TEXT_LENGTH, cutText } from './cut-text.js';
import { registered } from '#span/registry.js';
import { REDACTED, redactSensitive } from './sensitive-text.js';

/** The keys and patterns that are redacted in addition to the built-in ones. */
export interface RedactionOptions {
  /**
   * The names of attributes whose values are never exported. `apiKey` is the same as `api_key`, and also
   * covers every name that ends in it, such as `stripe.api_key` and `stripe_api_key`.
   */
  readonly keys?: readonly string[] | undefined;
  /**
   * The patterns that are replaced in every captured value, error message and key of a query. Only the first
   * 8,192 characters of a longer text are read, up to the end of a word or a quoted literal: a pattern for a
   * secret of several words should match from its first word on.
   *
   * The time that a pattern takes should grow in proportion to the length of the text, as strangers decide
   * what it reads. A pattern is safe if it begins with a literal, or after `(?<!…)` with characters within
   * which no other match can begin, and if no part of it matches the same characters in two ways.
   *
   * @example
   * patterns: [/\bsk_live_\w+/, /(?<!\w)[A-Z]{2}\d{2}(?: ?\w{4}){3,7}/]
   */
  readonly patterns?: readonly RegExp[] | undefined;
  /**
   * The secret key with which `redact: 'hash'` hashes a value (HMAC-SHA-256). Use the same key in all
   * services whose hashes are to be compared. Without a key, a value can be found by hashing likely
   * ones.
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
  /** Remembers whether a key is secret, as attributes have the same few names at every call. */
  readonly remembered: Map<string, boolean>;
}

const current = registered<CurrentRedaction>('redaction', () => ({
  keys: SECRET_KEYS,
  patterns: [],
  hashKey: '',
  remembered: new Map(),
}));

/** Sets what is redacted, in place of what was set before. */
export function setRedaction({ keys = [], patterns = [], hashKey = '' }: RedactionOptions): void {
  current.keys = [...SECRET_KEYS, ...keys.map(normalised)];
  current.patterns = patterns.map(
    ({ source, flags }) => new RegExp(source, flags.includes('g') ? flags : `${flags}g`),
  );
  current.hashKey = hashKey;
  current.remembered.clear();
}

/** Whether a value under the name `key`, such as `auth.access_token`, is a secret, whatever the value. */
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

/** Returns a hash of `text` in 32 hexadecimal digits, which is the same for the same text. */
export function hashText(text: string): string {
  return createHmac('sha256', current.hashKey).update(text).digest('hex').slice(0, 32);
}

/**
 * Cuts `text` to `maxLength` characters and replaces everything in it that looks like a credential or like
 * personal data. The cut comes first, so that it bounds the time that a pattern of the application can take.
 */
export function redactText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  const redacted = redactSensitive(cutText(text, maxLength));
  return current.patterns.reduce((rest, pattern) => rest.replace(pattern, REDACTED), redacted);
}
