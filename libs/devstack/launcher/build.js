import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { npm } from './npm.js';
import { repositoryRoot } from './repository.js';
import { runStep } from './run.js';

const STAMP = '.traced/build.sha256';
const ROOT_FILES = ['package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];

/** Builds every project, unless the last build read the same files. */
export async function build() {
  const stamp = join(repositoryRoot, STAMP);
  const hash = hashSources(repositoryRoot);
  if (isBuilt(repositoryRoot) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await runStep('Building', npm('run', '--silent', 'build'), {
    cwd: repositoryRoot,
    failure: 'Expected the build to succeed; see its errors above.',
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Returns the SHA-256 hash of the names and the contents of all files that a build reads. */
export function hashSources(root) {
  const files = [
    ...ROOT_FILES.map((file) => join(root, file)),
    ...projects(root).flatMap((project) => [...manifests(project), ...sources(project)]),
  ];
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

function isBuilt(root) {
  return projects(root).every((project) => existsSync(join(project, 'dist')));
}

function projects(root) {
  return ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => join(root, folder, name))
      .filter((project) => existsSync(join(project, 'package.json'))),
  );
}

function manifests(project) {
  return readdirSync(project)
    .filter((name) => name === 'package.json' || /^tsconfig.*\.json$/.test(name))
    .map((name) => join(project, name));
}

function sources(project) {
  return readdirSync(join(project, 'src'), { recursive: true })
    .sort((one, other) => one.localeCompare(other))
    .map((path) => join(project, 'src', path))
    .filter((path) => !path.endsWith('.spec.ts') && statSync(path).isFile());
}
