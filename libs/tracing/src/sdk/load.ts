import { createRequire } from 'node:module';
import { getCallSites } from 'node:util';

/**
 * Finds files and packages as this file would, in the format of this build. Where it is, is asked for
 * in the one way that an ES module and CommonJS share: `import.meta` and `__filename` are of one each.
 */
export function createOwnRequire(): NodeJS.Require {
  const [here] = getCallSites(1);
  return createRequire(here?.scriptName ?? '');
}

/** Loads a file of this folder at once: after `import()` the application would have started already. */
export function load<T>(path: string): T {
  return createOwnRequire()(path) as T;
}
