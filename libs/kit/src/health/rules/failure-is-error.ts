import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';
import { responseStatus } from '../http-span.js';

/** Finds the spans of HTTP responses with a 5xx whose status is not ERROR, so that no search for errors finds them. */
export function findUnmarkedFailures({ spans }: Trace): Flaw[] {
  return spans.flatMap((span) => {
    const status = responseStatus(span);
    if (status === undefined || status < 500 || span.status.code === 'ERROR') return [];
    return [
      { span, message: `has the response status ${status}, but the status ${span.status.code}` },
    ];
  });
}
