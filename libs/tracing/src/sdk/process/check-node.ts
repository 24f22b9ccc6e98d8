import { notStartedError } from './not-started-error.js';

const OLDEST = [22, 15] as const;

/**
 * Checks the version of Node.js.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` on a version that OpenTelemetry's SDK does not support
 */
export function checkNode(): void {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  const oldest = OLDEST.join('.');
  throw notStartedError('node', `, as it expects Node.js ${oldest} or later, and this is ${node}.`);
}
