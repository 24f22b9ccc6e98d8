import { type Effort, proveCovered } from './covers.js';
import { type PathPattern, parseGlob } from '#http/path-pattern.js';
import { METHODS, type SamplingRule } from '#sdk/settings/values/sampling-rule.js';

/** The largest number of steps, which take a fraction of a second. Rules that people read take fewer. */
const MAX_EFFORT = 100_000;

/** A rule or an excluded path that leaves no matching request to the rules after it. */
interface Precedent {
  readonly text: string;
  readonly method: string | undefined;
  readonly path: PathPattern;
}

/** Describes each rule that can never match a request in a sentence that names the rule and the reason. */
export function describeUnreachable(
  rules: readonly SamplingRule[],
  excludedPaths: readonly string[],
): string[] {
  const excluded = excludedPaths.map((path): Precedent => ({
    text: `TRACING_EXCLUDED_PATHS (${path})`,
    method: undefined,
    path: parseGlob(path),
  }));
  const effort: Effort = { left: MAX_EFFORT };
  return rules.flatMap((rule, index) => {
    const precedents = [...excluded, ...rules.slice(0, index)].filter(({ path }) =>
      mayOverlap(path, rule.path),
    );
    const cause = causeOf(rule, precedents, effort);
    if (cause === undefined) return [];
    return `The sampling rule '${rule.text}' has no effect: every request that it matches also matches ${cause}.`;
  });
}

function causeOf(
  rule: SamplingRule,
  precedents: readonly Precedent[],
  effort: Effort,
): string | undefined {
  const one = precedents.find((precedent) => proveTaken(rule, [precedent], effort));
  if (one) return 'ratio' in one ? `the earlier rule '${one.text}'` : one.text;
  if (!proveTaken(rule, precedents, effort)) return undefined;
  return `one of those before it: ${precedents.map(({ text }) => `'${text}'`).join(', ')}`;
}

/** Whether two patterns may match the same path, which they cannot if they begin differently, as most do. */
function mayOverlap(one: PathPattern, other: PathPattern): boolean {
  const [start, otherStart] = [startOf(one), startOf(other)];
  return start.startsWith(otherStart) || otherStart.startsWith(start);
}

function startOf({ parts: [first] }: PathPattern): string {
  return typeof first === 'string' ? first : '';
}

/** Proves that `precedents` leave no path to `rule`, for each of its methods. */
function proveTaken(rule: SamplingRule, precedents: readonly Precedent[], effort: Effort): boolean {
  const methods = rule.method === undefined ? METHODS : [rule.method];
  return methods.every((method) => {
    const sameMethod = precedents.filter(
      (precedent) => precedent.method === undefined || precedent.method === method,
    );
    const paths = sameMethod.map(({ path }) => path);
    return proveCovered(rule.path, paths, effort);
  });
}

/** Writes a line to standard error for each rule that can never match a request. */
export function reportUnreachable(...given: Parameters<typeof describeUnreachable>): void {
  for (const sentence of describeUnreachable(...given)) console.error(`[@traced/nest] ${sentence}`);
}
