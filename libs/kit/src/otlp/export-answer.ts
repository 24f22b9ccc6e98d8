/** The signals of OTLP, as the paths of OTLP over HTTP spell them. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** How a request and its answer are written. */
export type Encoding = 'protobuf' | 'json';

/** How many items of a request were not taken. */
export interface PartialSuccess {
  readonly rejected: number;
  /** Why, in English; empty when nothing was rejected. */
  readonly message: string;
}

const REJECTED = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/**
 * Encodes an `Export…ServiceResponse`, which has a `partial_success` only when something was rejected.
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function encodeAnswer(
  signal: Signal,
  encoding: Encoding,
  { rejected, message }: PartialSuccess,
): Buffer {
  if (encoding === 'protobuf') {
    return rejected === 0
      ? Buffer.alloc(0)
      : encodeBytes(1, encodeNumberAndText(rejected, message));
  }
  const partialSuccess = { [REJECTED[signal]]: String(rejected), errorMessage: message };
  return Buffer.from(JSON.stringify(rejected === 0 ? {} : { partialSuccess }));
}

/** Encodes a `google.rpc.Status`, which is the body of each answer over HTTP that says what is wrong with a request. */
export function encodeStatus(encoding: Encoding, code: number, message: string): Buffer {
  if (encoding === 'protobuf') return encodeNumberAndText(code, message);
  return Buffer.from(JSON.stringify({ code, message }));
}

function encodeNumberAndText(number: number, text: string): Buffer {
  const head = Buffer.from([(1 << 3) | 0, ...varint(number)]);
  return Buffer.concat([head, encodeBytes(2, Buffer.from(text))]);
}

function encodeBytes(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))];
}
