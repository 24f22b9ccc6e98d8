import { registered } from './registry.js';
import { reportOnce } from './warn.js';

const handlers = registered('wrappedHandlers', () => ({ isWrapped: false, hasWarned: false }));

/** Remembers that a handler of this process is wrapped, so that spans are exported before a freeze. */
export function markHandlerWrapped(): void {
  handlers.isWrapped = true;
}

/**
 * Writes `line` to standard error unless a handler of this process is wrapped. Only the first line is
 * written.
 */
export function warnUnlessHandlerWrapped(line: string): void {
  if (handlers.isWrapped || handlers.hasWarned) return;
  handlers.hasWarned = true;
  reportOnce(line);
}
