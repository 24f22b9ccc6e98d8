import { registered } from './registry.js';

const reported = registered('reportedLines', () => new Set<string>());

/** Writes `line` to standard error, for the operator, the first time in this process. */
export function reportOnce(line: string): void {
  if (reported.has(line)) return;
  reported.add(line);
  console.error(`[@traced/nest] ${line}`);
}
