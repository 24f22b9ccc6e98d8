export {
  DatabaseServerError,
  DataDirectoryError,
  PostgresNotInstalledError,
  ServiceStartError,
  StateDirectoryInUseError,
  UnreachableDirectoryError,
} from './errors.js';
export { PostgresServer, type PostgresServerOptions } from './postgres/postgres-server.js';
export type { ExitStatus, OutputLine } from './processes/guarded-process.js';
export { Watchdog } from './processes/watchdog.js';
export type { ServiceProcess } from './processes/service-process.js';
export type { Service, ServiceName } from './services.js';
export { type Stack, type StackOptions, startStack } from './stack.js';
