import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repositoryRoot } from './repository.js';

/** The builds whose sources import each other by `#`, as the `imports` of their package say. */
const BUILDS = ['libs/tracing/dist', 'libs/tracing/dist/cjs'];

const SPECIFIER = /(?<=\bfrom ['"]|\bimport\(['"])#([^'"]+)(?=['"])/g;

// TypeScript with `moduleResolution: node10`, which applications on NestJS 11 may have, does not read the `imports`
// of a package: there every type behind such an import would be `any`, without a word.
for (const build of BUILDS.map((path) => join(repositoryRoot, path)).filter(existsSync)) {
  for (const file of declarationsIn(build)) {
    const text = readFileSync(file, 'utf8');
    const rewritten = text.replace(SPECIFIER, (_, path) => relativePath(file, join(build, path)));
    if (rewritten !== text) writeFileSync(file, rewritten);
  }
}

function declarationsIn(build) {
  return readdirSync(build, { recursive: true })
    .filter((path) => /\.d\.c?ts$/.test(path) && !path.startsWith('cjs'))
    .map((path) => join(build, path));
}

function relativePath(from, to) {
  const path = relative(dirname(from), to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}
