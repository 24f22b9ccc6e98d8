import { registered } from './registry.js';
import { reportOnce } from './warn.js';

const handlers = registered('wrappedHandlers', () => ({ isWrapped: false, hasWarned: false }));

/** Notes that a handler of this process is traced, and exports before its environment is frozen. */
export function noteWrappedHandler(): void {
  handlers.isWrapped = true;
}

/** Reports the first `line` of all in this process, unless one of its handlers is wrapped. */
export function warnOfUnwrappedHandler(line: string): void {
  if (handlers.isWrapped || handlers.hasWarned) return;
  handlers.hasWarned = true;
  reportOnce(line);
}
