export type { Instrumentation } from './presets/preset.js';
export { startTracing } from './start-tracing.js';
export type { StartTracingOptions, Tracing } from './tracing.js';
