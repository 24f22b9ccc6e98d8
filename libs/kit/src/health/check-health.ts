import { type Duration, toNanos } from '../pattern/duration.js';
import { spanPath } from '../trace/span-path.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { UnknownHealthRuleError } from './errors.js';
import { type HealthRule, allRules } from './rules.js';
import { SECRET_PATTERNS, toSecretPattern } from './secrets/secret-patterns.js';

/** Which rules a trace has to follow, and how strictly. */
export interface HealthOptions {
  /** The rules that are switched off. Default none. */
  readonly except?: readonly HealthRule[];
  /**
   * The difference that times may have before a rule says so: a number of milliseconds, or a text such as `'5 ms'`. Default 1 ms,
   * as the standard SDK dates the start of a span by a clock of whole milliseconds, and its end by a finer one.
   */
  readonly tolerance?: Duration;
  /** Expressions for secrets of your own, beside those that the kit knows. Default none. */
  readonly secrets?: readonly RegExp[];
}

/** Something that is wrong with a trace. */
export interface Finding {
  readonly rule: HealthRule;
  readonly span: SpanNode;
  /** The way from the root to the span, as `orders · POST /orders › place`. */
  readonly path: string;
  /** What is wrong, as a sentence without its subject, the span, such as `has no http.route`. */
  readonly message: string;
}

/**
 * Returns what is wrong with a trace, in the order of the rules, nothing when it is healthy. It judges the trace as it is:
 * wait until it is complete. Searching for secrets takes a time in proportion to the length of all texts of the trace.
 * @throws {UnknownHealthRuleError} when `except` names a rule that does not exist.
 * @throws {InvalidDurationError} when `tolerance` cannot be read.
 *
 * @example
 * const findings = checkHealth(await receiver.trace(traceId).complete(), { except: ['no-clock-skew'] });
 */
export function checkHealth(trace: Trace, options: HealthOptions = {}): Finding[] {
  const { except = [], tolerance = 1, secrets = [] } = options;
  requireKnown(except);
  const settings = {
    toleranceNanos: toNanos(tolerance),
    secrets: [...SECRET_PATTERNS, ...secrets.map(toSecretPattern)],
  };
  return allRules()
    .filter(([rule]) => !except.includes(rule))
    .flatMap(([rule, find]) =>
      find(trace, settings).map((flaw) => ({ rule, path: spanPath(flaw.span), ...flaw })),
    );
}

function requireKnown(rules: readonly string[]): void {
  const known: string[] = allRules().map(([rule]) => rule);
  for (const rule of rules) {
    if (!known.includes(rule)) throw new UnknownHealthRuleError(rule, known);
  }
}
