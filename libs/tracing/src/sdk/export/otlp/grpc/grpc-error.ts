import { exportError } from '#sdk/export/otlp/export-error.js';

/** The names of the statuses, by their codes: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

type StatusName = (typeof NAMES)[number];

/** Creates the error of a call that this process ends with a status. */
export function grpcError(name: StatusName, details: string): Error {
  return statusError(NAMES.indexOf(name), details);
}

/**
 * Creates the error of a call that ended with a status.
 *
 * @param statusDetails the `google.rpc.Status` of the server, if it sent one
 */
export function statusError(code: number, details: string, statusDetails?: Buffer): Error {
  const metadata = { get: () => (statusDetails ? [statusDetails] : []) };
  return exportError(`${code} ${NAMES[code] ?? 'UNKNOWN'}: ${details}`, { code, metadata });
}
