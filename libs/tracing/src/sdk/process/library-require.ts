import { createRequire } from 'node:module';
import libraryPath from './library-path.cjs';

/**
 * Finds files and packages as this folder would, in the format of this build, and unseen by bundlers.
 *
 * @throws {Error} within a bundle of ES modules
 */
export function createLibraryRequire(): NodeJS.Require {
  return createRequire(libraryPath ?? '');
}

/** The path of a file of this folder, or `undefined` where a bundler has left it out. */
export function findLibraryFile(path: string): string | undefined {
  try {
    return createLibraryRequire().resolve(path);
  } catch {
    return undefined;
  }
}
