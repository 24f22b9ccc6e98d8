export type { Instrumentation } from './preset.js';
export { type StartTracingOptions, type Tracing, startTracing } from './start-tracing.js';
