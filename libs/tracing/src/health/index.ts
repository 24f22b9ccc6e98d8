export { TracingHealthIndicator, type TracingHealthOptions } from './tracing.health-indicator.js';
