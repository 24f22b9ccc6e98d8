import { formatDuration } from '../../render/duration.js';
import type { ClockSkew } from '../../trace/clock-skew.js';
import { intervalOf } from '../../trace/interval.js';
import { hasRemoteParent, processOf } from '../../trace/remote-parent.js';
import type { SpanNode } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import type { Flaw, RuleSettings } from '../finding.js';

/**
 * Finds the spans that start before their parent, and those that end after it although it waits for them. Of a span whose
 * parent is in another process, the start alone is compared: the end of a SERVER is recorded when its answer has been sent,
 * and by then the CLIENT may have it. That such a span starts early is left to the rule about clocks, whose estimate is
 * taken into account here.
 */
export function findOutsideParent(trace: Trace, { toleranceNanos }: RuleSettings): Flaw[] {
  const skews = trace.clockSkews(toleranceNanos);
  return trace.spans.flatMap((span) => {
    const { parent } = span;
    if (!parent) return [];
    return hasRemoteParent(span, parent)
      ? afterRemote(span, parent, behindOf(span, parent, skews), toleranceNanos)
      : [...beforeLocal(span, parent, toleranceNanos), ...afterLocal(span, parent, toleranceNanos)];
  });
}

function beforeLocal(span: SpanNode, parent: SpanNode, tolerance: bigint): Flaw[] {
  const early = parent.startTimeUnixNano - span.startTimeUnixNano;
  if (early <= tolerance) return [];
  return [{ span, message: `starts ${formatDuration(early)} before its parent` }];
}

function afterLocal(span: SpanNode, parent: SpanNode, tolerance: bigint): Flaw[] {
  const late = intervalOf(span).end - intervalOf(parent).end;
  if (late <= tolerance || isAsynchronous(span, parent)) return [];
  return [{ span, message: `ends ${formatDuration(late)} after its parent` }];
}

/** A caller that has failed may have given up before its callee has started. */
function afterRemote(span: SpanNode, parent: SpanNode, behind: bigint, tolerance: bigint): Flaw[] {
  const late = span.startTimeUnixNano + behind - intervalOf(parent).end;
  if (late <= tolerance || isAsynchronous(span, parent) || parent.status.code === 'ERROR')
    return [];
  const clock = `or the clock of ${span.service} is ahead`;
  return [{ span, message: `starts ${formatDuration(late)} after its parent has ended, ${clock}` }];
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
