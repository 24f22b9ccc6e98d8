import { STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  InternalServerErrorException,
  Logger,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { trace } from '@opentelemetry/api';
import { ValidationFailedError } from './validation.pipe.js';

class InternalError extends InternalServerErrorException {
  constructor(cause: unknown) {
    super('Expected no failure, got one inside the service.', {
      cause,
      errorCode: 'INTERNAL_ERROR',
    });
  }
}

/** The codes, by HTTP status, of requests that Nest or Express refuses; an error of a service has an `errorCode`. */
const CODES: Record<number, string> = {
  400: 'VALIDATION_FAILED',
  404: 'ROUTE_NOT_FOUND',
  413: 'BODY_TOO_LARGE',
};

/**
 * Answers a request that failed with problem details (https://www.rfc-editor.org/rfc/rfc9457), and logs the failure if
 * the status is 500 or more.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);
  readonly #adapterHost: HttpAdapterHost;

  constructor(adapterHost: HttpAdapterHost) {
    this.#adapterHost = adapterHost;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.#adapterHost;
    const error = thrown instanceof HttpException ? thrown : new InternalError(thrown);
    const problem = problemOf(error);
    if (problem.status >= 500) this.#log(problem.code, error);
    const response: unknown = host.switchToHttp().getResponse();
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json');
    httpAdapter.reply(response, problem, problem.status);
  }

  #log(code: string, { message, cause }: HttpException): void {
    this.#logger.error(`${code}: ${message}`, cause instanceof Error ? cause.stack : undefined);
  }
}

function problemOf(error: HttpException) {
  const status = error.getStatus();
  const issues = error instanceof ValidationFailedError ? error.issues : undefined;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: error.message,
    code: error.errorCode ?? CODES[status] ?? 'REQUEST_REFUSED',
    traceId: trace.getActiveSpan()?.spanContext().traceId,
    errors: issues?.map(({ path = [], message }) => ({ path: path.join('.'), message })),
  };
}
