import { type Effort, proveCovered } from './covers.js';
import { type PathPattern, parseGlob } from '#http/path-pattern.js';
import { METHODS, type SamplingRule } from '#sdk/settings/values/sampling-rule.js';

/** A fraction of a second. Rules that would take it longer are none that anybody reads. */
const MAX_EFFORT = 100_000;

/** Something that takes requests away from the rules after it, and what it is called. */
interface Precedent {
  readonly text: string;
  readonly method: string | undefined;
  readonly path: PathPattern;
}

/** One sentence for each rule that can never fire, naming it and what is in its way. */
export function describeUnreachable(
  rules: readonly SamplingRule[],
  excludedUrls: readonly string[],
): string[] {
  const excluded = excludedUrls.map((url): Precedent => ({
    text: `TRACING_EXCLUDED_URLS (${url})`,
    method: undefined,
    path: parseGlob(url),
  }));
  const effort: Effort = { left: MAX_EFFORT };
  return rules.flatMap((rule, index) => {
    const precedents = [...excluded, ...rules.slice(0, index)].filter(({ path }) =>
      mayOverlap(path, rule.path),
    );
    const cause = causeOf(rule, precedents, effort);
    if (cause === undefined) return [];
    return `The sampling rule '${rule.text}' never fires: all that it matches is taken by ${cause}.`;
  });
}

function causeOf(
  rule: SamplingRule,
  precedents: readonly Precedent[],
  effort: Effort,
): string | undefined {
  const one = precedents.find((precedent) => proveTaken(rule, [precedent], effort));
  if (one) return 'ratio' in one ? `'${one.text}' before it` : one.text;
  if (!proveTaken(rule, precedents, effort)) return undefined;
  return `those before it together: ${precedents.map(({ text }) => `'${text}'`).join(', ')}`;
}

/** Not if they begin differently, as most do. */
function mayOverlap(one: PathPattern, other: PathPattern): boolean {
  const [start, otherStart] = [startOf(one), startOf(other)];
  return start.startsWith(otherStart) || otherStart.startsWith(start);
}

function startOf({ parts: [first] }: PathPattern): string {
  return typeof first === 'string' ? first : '';
}

/** Whether `precedents` leave no path to `rule`, for each method that it is for. */
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

/** Writes a line to standard error for each rule that can never fire. */
export function reportUnreachable(...given: Parameters<typeof describeUnreachable>): void {
  for (const sentence of describeUnreachable(...given)) console.error(`[@traced/nest] ${sentence}`);
}
