import type { Span } from '@opentelemetry/api';
import { type LateReason, type Outcome, ports } from '#span/ports.js';
import { endSpan } from '#span/start-span.js';
import { type UnsampledSpan, isUnsampledSpan } from './unsampled-span.js';

/** The facts about an unsampled span that may be reasons to export it. */
export interface LateFacts {
  readonly hasFailed: boolean;
  readonly isSlow: boolean;
  readonly isCalleeExported: boolean;
}

/** Returns why an unsampled span deserves to be exported, whatever the budget is; `undefined` if it does not. */
export function lateReason(facts: LateFacts): LateReason | undefined {
  if (facts.hasFailed) return 'error';
  if (facts.isSlow) return 'slow';
  return facts.isCalleeExported ? 'downstream' : undefined;
}

/** How the work of a span ended, and what its span says of that. */
export interface WorkOutcome extends Outcome {
  /** Sets attributes and the status of the recorded span. Never called for a span that is not exported. */
  describe(span: Span): void;
}

/** The outcome of work that did not fail and of which there is nothing to say. */
export const NO_FAILURE: WorkOutcome = { hasFailed: () => false, describe() {} };

/**
 * Describes and ends the span of work that has ended. An unsampled span is exported in this moment if late
 * sampling decides so; if not, nothing of it remains.
 */
export function finish(span: Span, outcome: WorkOutcome): void {
  const recorded = isUnsampledSpan(span) ? reviveIfDue(span, outcome) : span;
  if (!recorded) return;
  try {
    if (recorded.isRecording()) outcome.describe(recorded);
  } finally {
    endSpan(recorded);
  }
}

function reviveIfDue(span: UnsampledSpan, outcome: Outcome): Span | undefined {
  const { lateSampling } = ports;
  const decision = lateSampling?.decide(span, outcome);
  return decision && lateSampling?.revive(span, decision);
}
