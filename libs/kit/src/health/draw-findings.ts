import { printable } from '../trace/printable.js';
import type { Finding } from './check-health.js';

const MAX_PER_RULE = 10;

/** Draws what is wrong with a trace: each rule that is broken, and below it the spans that break it, with what is wrong. */
export function drawFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return '  The trace is healthy.';
  return [...Map.groupBy(findings, ({ rule }) => rule)]
    .map(([rule, found]) => [`✗ ${rule}`, ...drawRule(found)].join('\n'))
    .join('\n\n');
}

function drawRule(findings: readonly Finding[]): string[] {
  const rest = findings.length - MAX_PER_RULE;
  return [
    ...findings
      .slice(0, MAX_PER_RULE)
      .flatMap(({ path, message }) => [`    ${path}`, `      ${printable(message)}`]),
    ...(rest > 0 ? [`    … ${rest} more`] : []),
  ];
}
