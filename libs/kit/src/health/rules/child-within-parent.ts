import { formatDuration } from '../../render/duration.js';
import type { ClockSkew } from '../../trace/clock-skew.js';
import { intervalOf } from '../../trace/interval.js';
import { hasRemoteParent, processOf } from '../../trace/remote-parent.js';
import type { SpanNode } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import type { Flaw, RuleSettings } from '../finding.js';

/**
 * Finds the spans that start before their parent, and those that end after it although it waits for them. By another
 * process's clock a span may start early: that is left to the rule about clocks, whose estimate is taken into account here.
 */
export function findOutsideParent(trace: Trace, { toleranceNanos }: RuleSettings): Flaw[] {
  const skews = trace.clockSkews(toleranceNanos);
  return trace.spans.flatMap((span) => {
    const { parent } = span;
    if (!parent) return [];
    const remote = hasRemoteParent(span, parent);
    const late =
      intervalOf(span).end - intervalOf(parent).end + (remote ? behindOf(span, parent, skews) : 0n);
    return [
      ...(remote ? [] : startOf(span, parent, toleranceNanos)),
      ...(late > toleranceNanos && !isAsynchronous(span, parent)
        ? [outliving(span, remote, late)]
        : []),
    ];
  });
}

function startOf(span: SpanNode, parent: SpanNode, tolerance: bigint): Flaw[] {
  const early = parent.startTimeUnixNano - span.startTimeUnixNano;
  if (early <= tolerance) return [];
  return [{ span, message: `starts ${formatDuration(early)} before its parent` }];
}

function outliving(span: SpanNode, remote: boolean, late: bigint): Flaw {
  const clock = remote ? `, or the clock of ${span.service} is ahead` : '';
  return { span, message: `ends ${formatDuration(late)} after its parent${clock}` };
}

/** Whether a parent does not wait for a span: messages and spans that follow by a link may outlive it. */
function isAsynchronous(span: SpanNode, parent: SpanNode): boolean {
  return (
    parent.kind === 'PRODUCER' ||
    span.kind === 'PRODUCER' ||
    span.kind === 'CONSUMER' ||
    span.links.some(({ spanId }) => spanId === parent.spanId)
  );
}

function behindOf(span: SpanNode, parent: SpanNode, skews: readonly ClockSkew[]): bigint {
  const skew = skews.find(
    (known) =>
      processOf(known.parent) === processOf(parent) && processOf(known.child) === processOf(span),
  );
  return skew?.behind ?? 0n;
}
