import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors.js';
import { GuardedProcess } from '../processes/guarded-process.js';
import type { Watchdog } from '../processes/watchdog.js';
import type { Account } from './account.js';
import { isReachable, reachableDirectory } from './reachable.js';

const MAJOR_VERSION = '18';
const INITDB_OPTIONS = [
  '--username=postgres',
  '--auth=trust',
  '--encoding=UTF8',
  '--no-locale',
  '--no-sync',
  '--no-instructions',
];

export interface DataDirectoryOptions {
  readonly native: string;
  readonly stateDirectory: string;
  readonly account: Account | undefined;
  readonly watchdog: Watchdog;
}

/**
 * Returns the real path of the data directory `db` of a state directory, after it has created it if it is missing.
 *
 * @throws {DataDirectoryError} when it is of another major version or owner, or `initdb` fails.
 */
export async function openDataDirectory(options: DataDirectoryOptions): Promise<string> {
  const directory = locate(options.stateDirectory, options.account);
  if (existsSync(directory)) check(directory, options.account);
  else await initialise(directory, options);
  return realpathSync(directory);
}

/**
 * Returns the path of the data directory. If the server's account may not enter the state directory, it lies in a
 * temporary directory and `db` is a link to it. Without the link, the next start creates an empty database there.
 */
function locate(stateDirectory: string, account: Account | undefined): string {
  const directory = join(realpathSync(stateDirectory), 'db');
  if (account === undefined) return directory;
  chmodSync(stateDirectory, statSync(stateDirectory).mode | constants.S_IXOTH);
  if (isReachable(realpathSync(stateDirectory))) return directory;

  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const elsewhere = join(reachableDirectory(`traced-${hash}`), 'db');
  if (!isLink(directory)) {
    rmSync(elsewhere, { recursive: true, force: true });
    symlinkSync(elsewhere, directory);
  }
  return elsewhere;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function check(directory: string, account: Account | undefined): void {
  const version = versionOf(directory);
  if (version !== MAJOR_VERSION) {
    throw new DataDirectoryError(directory, `it is of version ${version}, not of ${MAJOR_VERSION}`);
  }
  const owner = account?.uid ?? process.getuid?.();
  if (owner !== undefined && statSync(directory).uid !== owner) {
    throw new DataDirectoryError(directory, 'it belongs to another user');
  }
}

function versionOf(directory: string): string {
  const file = join(directory, 'PG_VERSION');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : 'unknown';
}

/**
 * Creates the data directory under another name and renames it at the end, so that an interrupted initdb leaves none.
 */
async function initialise(directory: string, options: DataDirectoryOptions): Promise<void> {
  const unfinished = `${directory}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (options.account) chownSync(unfinished, options.account.uid, options.account.gid);
  await initdb(unfinished, options);
  renameSync(unfinished, directory);
}

async function initdb(directory: string, options: DataDirectoryOptions): Promise<void> {
  const output: string[] = [];
  const process = await GuardedProcess.spawn(join(options.native, 'bin', 'initdb'), {
    args: [...INITDB_OPTIONS, '-D', directory],
    // initdb reads its working directory, so that has to be one that its account may enter.
    cwd: directory,
    env: {},
    stopSignal: 'SIGTERM',
    watchdog: options.watchdog,
    account: options.account,
  });
  process.onLine(({ text }) => output.push(text));
  const { code } = await process.exited;
  if (code !== 0) {
    throw new DataDirectoryError(directory, `initdb exited with ${code}`, output);
  }
}
