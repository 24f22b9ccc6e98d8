import { readBytes, readNumber } from './otlp/protobuf-fields.js';

/*
 * The fields by which the delay is found in a `google.rpc.Status`, which is the trailer
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

/**
 * Returns the delay in milliseconds that a server asks for by `google.rpc.RetryInfo`; `undefined` if it
 * asks for none.
 */
export function readRetryInfo(status: Uint8Array): number | undefined {
  try {
    for (const detail of readBytes(status, STATUS_DETAILS)) {
      const [typeUrl] = readBytes(detail, ANY_TYPE_URL);
      const [retryInfo] = readBytes(detail, ANY_VALUE);
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
  const [duration] = readBytes(retryInfo, RETRY_INFO_DELAY);
  if (!duration) return undefined;
  return (
    readNumber(duration, DURATION_SECONDS) * 1_000 +
    readNumber(duration, DURATION_NANOS) / 1_000_000
  );
}
