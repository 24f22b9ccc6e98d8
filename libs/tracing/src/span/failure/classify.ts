import { types } from 'node:util';
import { ERROR_TYPE_VALUE_OTHER } from '@opentelemetry/semantic-conventions';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import { type ErrorClass, classByApplication } from './policy.js';

/** The meaning that a thrown value has for a span. */
export type ErrorClassification =
  /** A cancellation: the caller no longer wants the result. */
  | { readonly outcome: 'cancelled' }
  /** An answer that the application chose to give. */
  | { readonly outcome: 'expected'; readonly statusCode: number | undefined }
  /** A failure. `sqlState` is set for an error of a database, whose message may quote values. */
  | { readonly outcome: 'failed'; readonly type: string; readonly sqlState: string | undefined };

/** Classifies a thrown value by the error policy of the application, and otherwise by the value itself. */
export function classifyError(error: unknown): ErrorClassification {
  const outcome = classByApplication(error) ?? classByDefault(error);
  if (outcome === 'cancelled') return { outcome };
  if (outcome === 'expected') {
    return { outcome, statusCode: isError(error) ? statusCodeOf(error) : undefined };
  }
  const sqlState = isError(error) ? sqlStateOf(error) : undefined;
  return { outcome: 'failed', type: sqlState ?? errorTypeOf(error), sqlState };
}

function classByDefault(error: unknown): ErrorClass {
  if (!isError(error)) return 'error';
  if (error.name === 'AbortError') return 'cancelled';
  const statusCode = statusCodeOf(error);
  if (statusCode !== undefined) return statusCode < 500 ? 'expected' : 'error';
  return isTransportException(error) ? 'expected' : 'error';
}

/**
 * Whether `error` is an error of this or another realm, such as a test runner's, which `instanceof`
 * misses.
 */
export function isError(error: unknown): error is Error {
  return (
    error instanceof Error ||
    types.isNativeError(error) ||
    Object.prototype.toString.call(error) === '[object DOMException]'
  );
}

/** Returns the `error.type`: the code of an error, such as `ECONNREFUSED`, says more than its class. */
function errorTypeOf(error: unknown): string {
  if (!isError(error)) return ERROR_TYPE_VALUE_OTHER;
  const code = 'code' in error ? error.code : undefined;
  return isCode(code) ? code : exceptionTypeOf(error);
}

function isCode(code: unknown): code is string {
  return typeof code === 'string' && code.length <= MAX_NAME_LENGTH && CODE.test(code);
}

const CODE = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/;

/** Returns the name of an error's class; for a `DOMException`, which is always of one class, its own name. */
export function exceptionTypeOf(error: Error): string {
  const className: unknown = error.constructor?.name;
  const name: unknown = className === 'DOMException' ? error.name : className;
  return (typeof name === 'string' && cutText(name, MAX_NAME_LENGTH)) || ERROR_TYPE_VALUE_OTHER;
}

/**
 * Returns the status code of Nest's `HttpException`, recognised by its method, as this folder does not
 * import Nest.
 */
function statusCodeOf(error: Error): number | undefined {
  if (!('getStatus' in error) || typeof error.getStatus !== 'function') return undefined;
  const status: unknown = error.getStatus();
  return typeof status === 'number' ? status : undefined;
}

/** Whether `error` is Nest's `RpcException` or `WsException`, recognised by their method. */
function isTransportException(error: Error): boolean {
  return 'getError' in error && typeof error.getError === 'function';
}

/**
 * Returns a message of class and code for the errors of those database clients that quote values in their
 * messages; `undefined` for any other error.
 */
export function valueFreeMessageOf(error: unknown): string | undefined {
  if (!isError(error) || !/^(?:PrismaClient|Mongo)/.test(exceptionTypeOf(error))) return undefined;
  const code = 'code' in error ? error.code : undefined;
  const isCode = typeof code === 'string' || typeof code === 'number';
  return isCode ? `${exceptionTypeOf(error)} ${code}` : exceptionTypeOf(error);
}

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** Returns the SQLSTATE of pg's `DatabaseError`, or of TypeORM's `QueryFailedError` that wraps one. */
function sqlStateOf(error: Error): string | undefined {
  const driverError = 'driverError' in error ? error.driverError : error;
  if (typeof driverError !== 'object' || driverError === null) return undefined;
  if (!('code' in driverError) || !('severity' in driverError)) return undefined;
  const { code } = driverError;
  return typeof code === 'string' && SQL_STATE.test(code) ? code : undefined;
}
