import { chmodSync, constants, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UnreachableDirectoryError } from '../errors.js';

/** Whether every account may enter `path`, or run it, and enter each directory above it. */
export function isReachable(path: string): boolean {
  const isOpen = (statSync(path).mode & constants.S_IXOTH) !== 0;
  return isOpen && (dirname(path) === path || isReachable(dirname(path)));
}

/**
 * Makes, or finds again, the directory `name` in a place that every account may enter and only ours
 * may write.
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
    // Anyone may write in a temporary directory: what lies there under our name need not be ours.
    const { uid } = lstatSync(directory);
    if (uid !== (process.getuid?.() ?? uid)) return false;
    chmodSync(directory, 0o755);
    return true;
  } catch {
    return false;
  }
}
