import { createRequire } from 'node:module';
import libraryPath from './library-path.cjs';

/**
 * Creates a `require` that finds files and packages from this folder, in the format of this build.
 * Bundlers do not follow it.
 *
 * @throws {Error} within a bundle of ES modules
 */
export function createLibraryRequire(): NodeJS.Require {
  return createRequire(libraryPath ?? '');
}

/** Returns the path of a file, relative to this folder; `undefined` if a bundler has left the file out. */
export function findLibraryFile(path: string): string | undefined {
  try {
    return createLibraryRequire().resolve(path);
  } catch {
    return undefined;
  }
}
