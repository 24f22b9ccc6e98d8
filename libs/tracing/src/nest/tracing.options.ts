import type { ExecutionContext } from '@nestjs/common';
import type { Attributes } from '@opentelemetry/api';

/** What `TracingModule.forRoot` takes. */
export interface TracingModuleOptions {
  /**
   * Attributes for the span of the controller's handler, from Nest's execution context. Called once
   * for each recorded request, after guards and before pipes. If it throws, the request goes on
   * without them and a warning is logged. Default: none.
   *
   * @example
   * TracingModule.forRoot({
   *   attributes: (execution) => ({ 'tenant.id': execution.switchToHttp().getRequest().tenant }),
   * })
   */
  readonly attributes?: (execution: ExecutionContext) => Attributes | undefined;
}

export const TRACING_OPTIONS = Symbol('TRACING_OPTIONS');
