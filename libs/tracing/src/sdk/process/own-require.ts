import { createRequire } from 'node:module';
import ownPath from './own-path.cjs';

/**
 * Finds files and packages as this folder would, in the format of this build, and unseen by bundlers.
 *
 * @throws {Error} within a bundle of ES modules
 */
export function createOwnRequire(): NodeJS.Require {
  return createRequire(ownPath ?? '');
}

/** The path of a file of this folder, or `undefined` where a bundler has left it out. */
export function findOwnFile(path: string): string | undefined {
  try {
    return createOwnRequire().resolve(path);
  } catch {
    return undefined;
  }
}
