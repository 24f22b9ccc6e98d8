export { SpanAttribute, type SpanAttributeValue } from './decorators/span-attribute.js';
export { Traced, type TracedOptions } from './decorators/traced.js';
export { TracingError, type TracingErrorCode } from './errors.js';
export { TracingInterceptor } from './nest/tracing.interceptor.js';
export { TracingModule } from './nest/tracing.module.js';
export type { TracingModuleOptions } from './nest/tracing.options.js';
