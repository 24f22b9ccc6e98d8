import type { SpanNode } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';

/** Finds the services without a name: SDKs call them `unknown_service`. One finding stands for all spans of such a service. */
export function findUnnamedServices({ spans }: Trace): Flaw[] {
  const unnamed = spans.filter(({ service }) => /^unknown_service(:|$)/.test(service));
  return [...Map.groupBy(unnamed, ({ service }) => service).values()].flatMap(toFlaw);
}

function toFlaw([span, ...others]: readonly SpanNode[]): Flaw[] {
  if (!span) return [];
  const more = others.length > 0 ? `, as ${others.length} more of the trace` : '';
  return [{ span, message: `is of a service without a name${more}: set OTEL_SERVICE_NAME` }];
}
