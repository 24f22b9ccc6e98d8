import { MalformedOtlpError } from './errors.js';

const MAX_QUOTE_LENGTH = 40;

/**
 * Reads the fields of one message in the JSON encoding of OTLP by their names. An absent or `null` field has the
 * default of its type. A field of another type throws a {@link MalformedOtlpError} that names it.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export class JsonMessage {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /**
   * @param path The place of the message in the document, such as `resourceSpans[0]`, which errors show.
   * @throws {MalformedOtlpError} when `json` is not an object.
   */
  constructor(json: unknown, path: string) {
    if (!isObject(json)) throw unexpected(path, 'an object', json);
    this.#fields = json;
    this.#path = path;
  }

  has(name: string): boolean {
    return this.#field(name) !== undefined;
  }

  text(name: string): string {
    const value = this.#field(name) ?? '';
    return typeof value === 'string' ? value : this.refuse(name, 'a string');
  }

  boolean(name: string): boolean {
    const value = this.#field(name) ?? false;
    return typeof value === 'boolean' ? value : this.refuse(name, 'true or false');
  }

  uint32(name: string): number {
    const value = this.#integer(name);
    return value === BigInt.asUintN(32, value)
      ? Number(value)
      : this.refuse(name, 'an unsigned 32-bit integer');
  }

  uint64(name: string): bigint {
    const value = this.#integer(name);
    return value === BigInt.asUintN(64, value)
      ? value
      : this.refuse(name, 'an unsigned 64-bit integer');
  }

  /** Returns a number when it is exact, a bigint beyond 2^53. */
  int64(name: string): number | bigint {
    const exact = this.#integer(name);
    if (exact !== BigInt.asIntN(64, exact)) return this.refuse(name, 'a 64-bit integer');
    const value = Number(exact);
    return Number.isSafeInteger(value) ? value : exact;
  }

  /** Returns a signed 32-bit integer. */
  int32(name: string): number {
    const value = this.#integer(name);
    return value === BigInt.asIntN(32, value)
      ? Number(value)
      : this.refuse(name, 'a 32-bit integer');
  }

  /** Returns an unsigned 64-bit integer that counts something; beyond 2^53 it is rounded. */
  count(name: string): number {
    return Number(this.uint64(name));
  }

  double(name: string): number {
    return toDouble(this.#field(name) ?? 0) ?? this.refuse(name, 'a number');
  }

  /** Returns `undefined` when the number is absent. */
  optionalDouble(name: string): number | undefined {
    return this.has(name) ? this.double(name) : undefined;
  }

  doubles(name: string): number[] {
    return this.#list(name).map(
      (value) => toDouble(value) ?? this.refuse(name, 'a list of numbers'),
    );
  }

  /** Returns unsigned 64-bit integers that count something; beyond 2^53 they are rounded. */
  counts(name: string): number[] {
    return this.#list(name).map((value) =>
      Number(toInteger(value) ?? this.refuse(name, 'a list of integers')),
    );
  }

  /** Returns an id of `length` hex digits in lower case, `undefined` when it is absent, empty or all zero. */
  id(name: string, length: number): string | undefined {
    const id = this.text(name).toLowerCase();
    if (isZero(id)) return undefined;
    return id.length === length && isHex(id) ? id : this.refuse(name, `${length} hex digits`);
  }

  /** Returns an id as {@link id} does, but `undefined` also for one that is invalid. */
  validId(name: string, length: number): string | undefined {
    const id = this.text(name).toLowerCase();
    return id.length === length && isHex(id) && !isZero(id) ? id : undefined;
  }

  bytes(name: string): Uint8Array {
    return Uint8Array.from(Buffer.from(this.text(name), 'base64'));
  }

  /** Returns a nested message; an absent one has no fields. */
  message(name: string): JsonMessage {
    return new JsonMessage(this.#field(name) ?? {}, this.#pathOf(name));
  }

  /** Returns every message of a repeated field, in the order in which they were written. */
  repeated(name: string): JsonMessage[] {
    return this.#list(name).map(
      (value, index) => new JsonMessage(value, `${this.#pathOf(name)}[${index}]`),
    );
  }

  /** @throws {MalformedOtlpError} always; it names the field, what was expected of it, and what it is. */
  refuse(name: string, expectation: string): never {
    throw unexpected(this.#pathOf(name), expectation, this.#field(name));
  }

  #integer(name: string): bigint {
    return toInteger(this.#field(name) ?? 0) ?? this.refuse(name, 'an integer');
  }

  #list(name: string): readonly unknown[] {
    const values = this.#field(name) ?? [];
    return Array.isArray(values) ? values : this.refuse(name, 'a list');
  }

  #field(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? undefined) : undefined;
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Protobuf writes an integer of 64 bits as a string, so that no parser rounds it, and takes both.
function toInteger(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

function toDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return undefined;
  const double = Number(value);
  return value === 'NaN' || !Number.isNaN(double) ? double : undefined;
}

function isHex(text: string): boolean {
  return /^[0-9a-f]+$/.test(text);
}

function isZero(id: string): boolean {
  return /^0*$/.test(id);
}

function unexpected(path: string, expectation: string, given: unknown): MalformedOtlpError {
  const place = path === '' ? 'the OTLP/JSON document' : path;
  return new MalformedOtlpError(`${place} to be ${expectation}`, describe(given));
}

// A value may have megabytes, or be nested too deep for JSON.stringify, so only the start of a scalar is quoted.
function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_QUOTE_LENGTH ? `${text.slice(0, MAX_QUOTE_LENGTH)}…` : text;
}
