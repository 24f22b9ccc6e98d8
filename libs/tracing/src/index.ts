export { CurrentSpan } from './decorators/current-span.js';
export { NoTrace } from './decorators/no-trace.js';
export { SpanAttribute, type SpanAttributeOptions } from './decorators/span-attribute.js';
export { TraceAttributes } from './decorators/trace-attributes.js';
export { traced } from './decorators/traced-function.js';
export type {
  TracedClassOptions,
  TracedOptions,
  TracedResult,
} from './decorators/describe/traced-options.js';
export {
  Traced,
  type TracedDecorator,
  type TracedMemberDecorator,
  type TracedMethodDecorator,
} from './decorators/traced.js';
export { TracingError, type TracingErrorCode } from './errors.js';
export { TracingInterceptor } from './nest/tracing.interceptor.js';
export { TracingModule } from './nest/tracing.module.js';
export type { ClassPattern, LayerSelection } from './nest/discovery/class-patterns.js';
export type { LayersOptions } from './nest/layers/layers.options.js';
export type {
  TracingModuleAsyncOptions,
  TracingModuleOptions,
  TracingOptionsFactory,
} from './nest/tracing.options.js';
export type {
  CapturedAttributes,
  Redact,
  SpanAttributeValue,
} from './span/capture/captured-attributes.js';
export { type EndStrategy, type Work, registerEndStrategy } from './span/call/end-strategy.js';
export type { ErrorClass, ErrorPolicy, ExceptionRecord } from './span/failure/policy.js';
export type { RedactionOptions } from './span/capture/redaction.js';
