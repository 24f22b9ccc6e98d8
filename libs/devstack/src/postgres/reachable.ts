import { chmodSync, constants, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UnreachableDirectoryError } from '../errors.js';

/** Returns whether every account may enter (or run) `path`, and enter each directory above it. */
export function isReachable(path: string): boolean {
  const isOpen = (statSync(path).mode & constants.S_IXOTH) !== 0;
  return isOpen && (dirname(path) === path || isReachable(dirname(path)));
}

/**
 * Returns the temporary directory `name`, which every account may enter and only this one may write, after it has
 * created it if it is missing.
 *
 * @throws {UnreachableDirectoryError} when no temporary directory of this machine allows it.
 */
export function reachableDirectory(name: string): string {
  const parents = new Set([tmpdir(), '/tmp', '/var/tmp']);
  for (const parent of parents) {
    const directory = join(parent, `${name}-${process.getuid?.() ?? 0}`);
    if (claim(directory)) return realpathSync(directory);
  }
  throw new UnreachableDirectoryError([...parents]);
}

function claim(directory: string): boolean {
  try {
    if (!isReachable(dirname(directory))) return false;
    mkdirSync(directory, { recursive: true });
    // Every account may write to a temporary directory, so a directory of this name may belong to another one.
    const { uid } = lstatSync(directory);
    if (uid !== (process.getuid?.() ?? uid)) return false;
    chmodSync(directory, 0o755);
    return true;
  } catch {
    return false;
  }
}
