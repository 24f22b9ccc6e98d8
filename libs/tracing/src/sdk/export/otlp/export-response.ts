import { diag } from '@opentelemetry/api';
import type { ExportAnswer } from '#sdk/export/attempt.js';
import { readBytes, readNumber } from './protobuf-fields.js';

/*
 * The fields of `ExportTraceServiceResponse` and `ExportTracePartialSuccess`:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/collector/trace/v1/trace_service.proto
 */
const PARTIAL_SUCCESS = 1;
const REJECTED_SPANS = 1;
const ERROR_MESSAGE = 2;

const ACCEPTED = 0;

/** The longest response that is read, in bytes; that of a collector takes a few. */
export const MAX_RESPONSE_BYTES = 1024 * 1024;

/** The response in JSON, in which a number of 64 bits is a text. */
interface JsonResponse {
  readonly partialSuccess?: {
    readonly rejectedSpans?: number | string;
    readonly errorMessage?: string;
  };
}

/**
 * Reads the response in protobuf to a batch that was accepted. What cannot be read rejects no span: the batch was
 * accepted whatever the response says.
 */
export function readProtobufResponse(response: Uint8Array): ExportAnswer {
  try {
    const partialSuccess = Buffer.concat(readBytes(response, PARTIAL_SUCCESS));
    const [message = ''] = readBytes(partialSuccess, ERROR_MESSAGE);
    return accept(readNumber(partialSuccess, REJECTED_SPANS), Buffer.from(message).toString());
  } catch {
    return accept(0);
  }
}

/** Reads the response in JSON to a batch that was accepted, as {@link readProtobufResponse} reads one in protobuf. */
export function readJsonResponse(response: Uint8Array): ExportAnswer {
  try {
    const { partialSuccess } = JSON.parse(Buffer.from(response).toString()) as JsonResponse;
    return accept(Number(partialSuccess?.rejectedSpans), partialSuccess?.errorMessage);
  } catch {
    return accept(0);
  }
}

/** Makes the answer, after it has handed a message of the collector to the logger of the application. */
function accept(rejected: number, message = ''): ExportAnswer {
  const rejectedSpans = Number.isSafeInteger(rejected) ? rejected : 0;
  if (message) diag.warn(`The collector rejected ${rejectedSpans} spans: ${message}`);
  return { code: ACCEPTED, rejectedSpans };
}
