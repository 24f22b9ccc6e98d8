import { ports } from '#span/ports.js';
import { reportOnce } from '#span/warn.js';

const TOO_LATE =
  'Nothing is traced: NODE_OPTIONS names @traced/nest/register, but was set after Node.js had started. Set it before, or pass --import to node itself; in the cluster mode of PM2, node_args does that.';

/**
 * Writes a warning if the modules of the application, which are loaded by now, have set variables too late
 * for tracing.
 */
export function reportLateVariables(): void {
  if (ports.reportLateVariables) ports.reportLateVariables();
  else if (process.env['NODE_OPTIONS']?.includes('@traced/nest')) reportOnce(TOO_LATE);
}
