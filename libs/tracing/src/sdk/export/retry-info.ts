/*
 * The part of protobuf that is needed to find the delay in a `google.rpc.Status`, which is the trailer
 * `grpc-status-details-bin`:
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
const STATUS_DETAILS = 3;
const ANY_TYPE_URL = 1;
const ANY_VALUE = 2;
const RETRY_INFO_DELAY = 1;
const DURATION_SECONDS = 1;
const DURATION_NANOS = 2;

const RETRY_INFO = /\/google\.rpc\.RetryInfo$/;

interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * Returns the delay in milliseconds that a server asks for by `google.rpc.RetryInfo`; `undefined` if it
 * asks for none.
 */
export function readRetryInfo(status: Uint8Array): number | undefined {
  try {
    for (const detail of messages(status, STATUS_DETAILS)) {
      const [typeUrl] = messages(detail, ANY_TYPE_URL);
      const [retryInfo] = messages(detail, ANY_VALUE);
      if (typeUrl && RETRY_INFO.test(Buffer.from(typeUrl).toString())) {
        return retryInfo && readDelay(retryInfo);
      }
    }
  } catch {
    // The bytes are not protobuf: the server has asked for no delay.
  }
  return undefined;
}

function readDelay(retryInfo: Uint8Array): number | undefined {
  const [duration] = messages(retryInfo, RETRY_INFO_DELAY);
  if (!duration) return undefined;
  const fields = readFields(duration);
  const seconds = fields.find(({ number }) => number === DURATION_SECONDS)?.value ?? 0;
  const nanos = fields.find(({ number }) => number === DURATION_NANOS)?.value ?? 0;
  return Number(seconds) * 1_000 + Number(nanos) / 1_000_000;
}

function messages(bytes: Uint8Array, number: number): Uint8Array[] {
  return readFields(bytes)
    .filter((field) => field.number === number)
    .map(({ value }) => value)
    .filter((value) => typeof value !== 'number');
}

function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[offset++];
      if (byte === undefined) throw new RangeError('truncated');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (offset < bytes.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType !== 0 && wireType !== 2) throw new RangeError('unexpected wire type');
    const value = varint();
    if (wireType === 2 && value > bytes.length - offset) throw new RangeError('truncated');
    fields.push({
      number: Math.floor(tag / 8),
      value: wireType === 0 ? value : bytes.subarray(offset, (offset += value)),
    });
  }
  return fields;
}
