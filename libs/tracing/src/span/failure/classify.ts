import { types } from 'node:util';
import { ERROR_TYPE_VALUE_OTHER } from '@opentelemetry/semantic-conventions';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import { type ErrorClass, classByApplication } from './policy.js';

/** What a thrown value means for a span. */
export type ErrorClassification =
  /** A cancellation: somebody no longer wants the result. */
  | { readonly outcome: 'cancelled' }
  /** An answer that the application chose to give. */
  | { readonly outcome: 'expected'; readonly statusCode: number | undefined }
  /** `sqlState` is set if a database refused; its message may quote values. */
  | { readonly outcome: 'failed'; readonly type: string; readonly sqlState: string | undefined };

/** By the application's error policy, and where that has no say, by what the value is. */
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

/** An error of another realm, such as a worker's or a test runner's, is no `instanceof Error` here. */
export function isError(error: unknown): error is Error {
  return (
    error instanceof Error ||
    types.isNativeError(error) ||
    Object.prototype.toString.call(error) === '[object DOMException]'
  );
}

/** `error.type`: a system error's code, such as `ECONNREFUSED`, says more than its class. */
function errorTypeOf(error: unknown): string {
  if (!isError(error)) return ERROR_TYPE_VALUE_OTHER;
  const code = 'code' in error ? error.code : undefined;
  return isCode(code) ? code : exceptionTypeOf(error);
}

function isCode(code: unknown): code is string {
  return typeof code === 'string' && code.length <= MAX_NAME_LENGTH && CODE.test(code);
}

const CODE = /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/;

/** The class of an error; every `DOMException` is of one class and told apart by its name. */
export function exceptionTypeOf(error: Error): string {
  const className: unknown = error.constructor?.name;
  const name: unknown = className === 'DOMException' ? error.name : className;
  return (typeof name === 'string' && cutText(name, MAX_NAME_LENGTH)) || ERROR_TYPE_VALUE_OTHER;
}

/** Nest's `HttpException`, known by its method: this folder does not import Nest. */
function statusCodeOf(error: Error): number | undefined {
  if (!('getStatus' in error) || typeof error.getStatus !== 'function') return undefined;
  const status: unknown = error.getStatus();
  return typeof status === 'number' ? status : undefined;
}

/** Nest's `RpcException` and `WsException`, known by their method. */
function isTransportException(error: Error): boolean {
  return 'getError' in error && typeof error.getError === 'function';
}

/** The message of a client that quotes values in it, said without them: by class and code. */
export function valueFreeMessageOf(error: unknown): string | undefined {
  if (!isError(error) || !/^(?:PrismaClient|Mongo)/.test(exceptionTypeOf(error))) return undefined;
  const code = 'code' in error ? error.code : undefined;
  const isCode = typeof code === 'string' || typeof code === 'number';
  return isCode ? `${exceptionTypeOf(error)} ${code}` : exceptionTypeOf(error);
}

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** pg's `DatabaseError`, or TypeORM's `QueryFailedError` around one. */
function sqlStateOf(error: Error): string | undefined {
  const driverError = 'driverError' in error ? error.driverError : error;
  if (typeof driverError !== 'object' || driverError === null) return undefined;
  if (!('code' in driverError) || !('severity' in driverError)) return undefined;
  const { code } = driverError;
  return typeof code === 'string' && SQL_STATE.test(code) ? code : undefined;
}
