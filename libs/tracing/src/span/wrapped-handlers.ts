import { registered } from './registry.js';

const handlers = registered('wrappedHandlers', () => ({ isWrapped: false, hasWarned: false }));

/** Notes that a handler of this process is traced, and exports before its environment is frozen. */
export function noteWrappedHandler(): void {
  handlers.isWrapped = true;
}

/** Writes `line` once to standard error, unless a handler of this process is wrapped. */
export function warnOfUnwrappedHandler(line: string): void {
  if (handlers.isWrapped || handlers.hasWarned) return;
  handlers.hasWarned = true;
  console.error(`[@traced/nest] ${line}`);
}
