/*
 * Names of attributes that are in development in the semantic conventions 1.45, and so have no stable
 * constants. https://opentelemetry.io/docs/specs/semconv/resource/
 */
export const ATTR_HOST_NAME = 'host.name';
export const ATTR_PROCESS_PID = 'process.pid';
export const ATTR_PROCESS_RUNTIME_VERSION = 'process.runtime.version';
/** The attribute of the arguments of a process, which may contain a password. */
export const ATTR_PROCESS_COMMAND_ARGS = 'process.command_args';
