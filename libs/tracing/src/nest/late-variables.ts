import { ports } from '#span/ports.js';
import { reportOnce } from '#span/warn.js';

const TOO_LATE =
  'Nothing is traced, though NODE_OPTIONS names @traced/nest/register, as it was set after Node.js had started: set it before, or give --import to node itself, which in the cluster mode of PM2 is done by node_args.';

/** Reports what the application has set too late for tracing, now that its modules have been loaded. */
export function reportLateVariables(): void {
  if (ports.reportLateVariables) ports.reportLateVariables();
  else if (process.env['NODE_OPTIONS']?.includes('@traced/nest')) reportOnce(TOO_LATE);
}
