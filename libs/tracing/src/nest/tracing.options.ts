import type { ExecutionContext } from '@nestjs/common';
import type { CapturedAttributes } from '../span/captured-attributes.js';
import type { ErrorPolicy } from '../span/error-policy.js';
import type { RedactionOptions } from '../span/redaction.js';

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
  readonly attributes?:
    ((execution: ExecutionContext) => CapturedAttributes | undefined) | undefined;
  /** How errors appear on every span the library makes. Default: see {@link ErrorPolicy}. */
  readonly errors?: ErrorPolicy | undefined;
  /** What is redacted in captured values and error messages, beside the built-in keys and patterns. */
  readonly redact?: RedactionOptions | undefined;
  /**
   * For an SDK that something else than `@traced/nest/register` started: `true` says that its sampler
   * drops whatever is below a dropped local span, so that calls there go straight through. Spans are
   * lost if that is not so. Default: `false`.
   */
  readonly parentBasedSampler?: boolean | undefined;
}

export const TRACING_OPTIONS = Symbol.for('@traced/nest options');
