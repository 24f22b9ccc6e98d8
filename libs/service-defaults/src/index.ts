export { callWithTimeout, type Failures } from './call-with-timeout.js';
export { readDatabaseUrl, serviceEnvironment, serviceUrl, timeoutMillis } from './environment.js';
export { InvalidEnvironmentError } from './errors.js';
export { IdempotencyKey } from './idempotency-key.decorator.js';
export { IdempotencyKeyReusedError, fingerprint } from './idempotency.js';
export { runProgram } from './run-program.js';
export { runService } from './run-service.js';
export { ServiceDefaultsModule, type ServiceDefaultsOptions } from './service-defaults.module.js';
