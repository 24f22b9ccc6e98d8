import { createHmac } from 'node:crypto';
import { registered } from './registry.js';

export const REDACTED = 'REDACTED';

/** What is redacted beside the built-in keys and patterns, which stay. */
export interface RedactionOptions {
  /**
   * Names of attributes whose values are never exported. `apiKey` is the same as `api_key`, and stands
   * for `stripe.api_key` and `stripe_api_key` as well.
   */
  readonly keys?: readonly string[] | undefined;
  /** What is replaced wherever it stands in a captured value or an error message. */
  readonly patterns?: readonly RegExp[] | undefined;
  /**
   * The secret that `redact: 'hash'` hashes with (HMAC-SHA-256): the same in every service whose
   * hashes are to be compared. Without it a hash can be undone by trying likely values.
   */
  readonly hashKey?: string | undefined;
}

const CREDENTIAL = /\b(?:bearer|basic)\s+[\w.~+/=-]+/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const EMAIL_ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** In one piece or in the groups that are printed on a card, and not within a longer id such as a UUID. */
const CARD_NUMBER =
  /(?<![\w-])(?:\d{13,19}|\d{4}([ -])(?:\d{4}\1\d{4}\1\d{1,7}|\d{6}\1\d{4,5}))(?![\w-])/g;

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

/** `text` without what gives itself away as a credential or as personal data, wherever it stands. */
export function redactText(text: string): string {
  const redacted = text
    .replace(CREDENTIAL, REDACTED)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(EMAIL_ADDRESS, REDACTED)
    .replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? REDACTED : digits));
  return current.patterns.reduce((rest, pattern) => rest.replace(pattern, REDACTED), redacted);
}

/** Luhn's check digit, ISO/IEC 7812-1 annex B: tells a card number from a timestamp. */
function hasCheckDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '').split('').reverse().map(Number);
  const sum = digits.reduce((total, digit, position) => {
    const doubled = position % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
