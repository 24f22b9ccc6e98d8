import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';
import { isHttp, responseStatus } from '../http-span.js';

/**
 * Finds the SERVER spans of HTTP that have no `http.route`, by which their requests are grouped. A request that was refused
 * with a 4xx may have been refused before its route was known.
 */
export function findServersWithoutRoute({ spans }: Trace): Flaw[] {
  return spans
    .filter((span) => span.kind === 'SERVER' && isHttp(span) && !isRefused(responseStatus(span)))
    .filter(({ attributes }) => !attributes['http.route'])
    .map((span) => ({ span, message: 'has no http.route' }));
}

function isRefused(status = 0): boolean {
  return status >= 400 && status < 500;
}
