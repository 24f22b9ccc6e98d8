import type { Finding } from './check-health.js';

/** Says which traces are not healthy, and what is wrong with each. */
export class UnhealthyTraceError extends Error {
  override readonly name = 'UnhealthyTraceError';
  readonly code = 'KIT_UNHEALTHY_TRACE';

  constructor(
    /** The ids of the traces. */
    readonly traceIds: readonly string[],
    /** What is wrong, trace by trace; a trace that did not become complete may have none. */
    readonly findings: readonly Finding[],
    /** The findings as text. */
    description: string,
  ) {
    super(`Expected every trace to be healthy.\n\n${description}`);
  }
}

/** Says that a rule was to be switched off that does not exist. */
export class UnknownHealthRuleError extends Error {
  override readonly name = 'UnknownHealthRuleError';
  readonly code = 'KIT_UNKNOWN_HEALTH_RULE';

  constructor(
    readonly rule: string,
    readonly known: readonly string[],
  ) {
    super(`Expected the name of a rule, one of ${known.join(', ')}, got ${JSON.stringify(rule)}.`);
  }
}
