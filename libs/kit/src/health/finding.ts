import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import type { SecretPattern } from './secrets/secret-pattern.js';

/** Something that is wrong with a span, as a rule reports it. */
export interface Flaw {
  readonly span: SpanNode;
  /** What is wrong, as a sentence without its subject, the span, such as `has no http.route`. */
  readonly message: string;
}

/** What the rules are told besides the trace. */
export interface RuleSettings {
  /** The nanoseconds by which clocks and times may differ before a rule says so. */
  readonly toleranceNanos: bigint;
  readonly secrets: readonly SecretPattern[];
}

/** A rule that every healthy trace follows. It is a pure function of the trace. */
export type Rule = (trace: Trace, settings: RuleSettings) => readonly Flaw[];
