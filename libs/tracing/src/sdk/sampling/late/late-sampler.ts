import { type Span, TraceFlags } from '@opentelemetry/api';
import { ATTR_SAMPLING_LATE } from '#span/attributes.js';
import { SpanIds } from '#span/ids/span-ids.js';
import type { Callee, LateCandidate, LateReason, LateSampling, Outcome } from '#span/ports.js';
import type { LateSamplingSettings } from '#sdk/environment/read-late-sampling.js';
import { PerSecondLimit } from '#sdk/sampling/per-second-limit.js';
import type { RootSampling } from '#sdk/sampling/root-sampling.js';
import { SAMPLED } from '#sdk/recorder/sampling-results.js';
import { PRIVATE_NETWORKS, trustedHosts } from '#sdk/settings/values/trusted-hosts.js';

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

/** Late sampling by the settings of the environment, within a budget a second for each reason. */
export class LateSampler implements LateSampling {
  readonly trusts: (callee: Callee) => boolean;
  readonly #settings: LateSamplingSettings;
  readonly #roots: RootSampling;
  readonly #budgets: Record<LateReason, PerSecondLimit>;

  /** @param roots starts the spans that are revived */
  constructor(settings: LateSamplingSettings, roots: RootSampling) {
    const { trustedCallees, maxPerSecond, maxDownstreamPerSecond } = settings;
    this.trusts = trustedHosts(trustedCallees ?? PRIVATE_NETWORKS);
    this.#settings = settings;
    this.#roots = roots;
    this.#budgets = {
      error: new PerSecondLimit(maxPerSecond),
      slow: new PerSecondLimit(maxPerSecond),
      downstream: new PerSecondLimit(maxDownstreamPerSecond),
    };
  }

  decide(span: LateCandidate, outcome: Outcome): LateReason | undefined {
    span.stopClock();
    return (span.lateReason ??= this.#admit(span, outcome));
  }

  revive(span: LateCandidate, decision: LateReason): Span {
    const ids = SpanIds.parse({ ...span.spanContext(), traceFlags: TraceFlags.SAMPLED });
    const { traceState } = ids;
    const result = {
      ...SAMPLED,
      attributes: { [ATTR_SAMPLING_LATE]: decision },
      ...(traceState && { traceState }),
    };
    return this.#roots.startDecided(span.root, { ids, result });
  }

  #admit(span: LateCandidate, outcome: Outcome): LateReason | undefined {
    const { failed, slow, slowMillis } = this.#settings;
    const { isCalleeExported } = span;
    const hasFailed = failed && outcome.hasFailed();
    const isSlow = slow && span.workMillis >= slowMillis;
    const reason = lateReason({ hasFailed, isSlow, isCalleeExported });
    // The callee has spent one of its budget for the failure that both saw, so that the caller spends none of its own.
    if (isCalleeExported && this.#spend(span, 'downstream')) return reason;
    return reason && this.#spend(span, reason) ? reason : undefined;
  }

  /** A refusal stays: the response that does not announce the span has left already. */
  #spend(span: LateCandidate, budget: LateReason): boolean {
    if (span.isRefused(budget)) return false;
    const isAdmitted = this.#budgets[budget].admit();
    if (!isAdmitted) span.refuse(budget);
    return isAdmitted;
  }
}
