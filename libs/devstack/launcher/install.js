import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.js';
import { repositoryRoot } from './repository.js';
import { runStep } from './run.js';

/**
 * Installs the packages of package-lock.json if one of them is missing or has another version.
 *
 * @param folder of the repository, if it is a package of its own; default: the repository itself
 */
export async function install(folder = '') {
  const wanted = readLockfile(folder, 'package-lock.json');
  if (isInstalled(wanted, readLockfile(folder, 'node_modules/.package-lock.json'))) return;
  await runStep(
    `Installing packages${folder && ` of ${folder}`}`,
    npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'),
    {
      cwd: join(repositoryRoot, folder),
      failure: 'Expected npm to install the packages of package-lock.json; see its error above.',
    },
  );
}

/**
 * Returns whether `installed`, npm's record of node_modules, has every package of the lockfile `wanted` in the same
 * version. An optional package may be missing, because it may be for another platform.
 */
export function isInstalled(wanted, installed) {
  if (!installed) return false;
  return Object.entries(wanted.packages)
    .filter(([path]) => path.startsWith('node_modules/') || path.includes('/node_modules/'))
    .every(([path, { version, integrity, optional, devOptional }]) => {
      const present = installed.packages[path];
      if (!present) return Boolean(optional || devOptional);
      return present.version === version && present.integrity === integrity;
    });
}

function readLockfile(folder, path) {
  try {
    return JSON.parse(readFileSync(join(repositoryRoot, folder, path), 'utf8'));
  } catch {
    return undefined;
  }
}
