/*
 * Names of the semantic conventions 1.45 that are in development there, so that the stable constants lack them.
 * https://opentelemetry.io/docs/specs/semconv/resource/
 */
export const ATTR_HOST_NAME = 'host.name';
export const ATTR_PROCESS_PID = 'process.pid';
export const ATTR_PROCESS_RUNTIME_VERSION = 'process.runtime.version';
/** What a process is started with, which may be a password. */
export const ATTR_PROCESS_COMMAND_ARGS = 'process.command_args';
