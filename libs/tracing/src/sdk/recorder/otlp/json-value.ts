/** A value in OTLP's JSON, whose form is protobuf's. */
type JsonValue = Readonly<Record<string, unknown>>;

const TWO_TO_63 = 2 ** 63;

/** Returns attributes as the list of pairs that stands in JSON. */
export function jsonAttributes(keys: readonly string[], values: readonly unknown[]): JsonValue[] {
  return keys.map((key, index) => ({ key, value: jsonValue(values[index]) }));
}

/** Returns the attributes of an object as the list of pairs that stands in JSON. */
export function jsonObject(attributes: object = {}): JsonValue[] {
  return jsonAttributes(Object.keys(attributes), Object.values(attributes));
}

/** Returns an `AnyValue`. What is no value, such as `null`, is one without content. */
function jsonValue(value: unknown): JsonValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'boolean') return { boolValue: value };
  return typeof value === 'object' && value !== null ? jsonComposite(value) : {};
}

/**
 * Returns a number as JSON has it: one of 64 bits that is no integer of JavaScript is a string, and so is one that is
 * not finite.
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
function jsonNumber(value: number): JsonValue {
  if (Number.isSafeInteger(value)) return { intValue: value };
  if (Number.isInteger(value) && value >= -TWO_TO_63 && value < TWO_TO_63) {
    return { intValue: BigInt(value).toString() };
  }
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function jsonComposite(value: object): JsonValue {
  if (value instanceof Uint8Array) {
    const { buffer, byteOffset, byteLength } = value;
    return { bytesValue: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return { arrayValue: { values: Array.from(value, jsonValue) } };
  return { kvlistValue: { values: jsonObject(value) } };
}
