import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RepositoryNotFoundError } from './errors.js';

/** The absolute path of the repository, below which the apps and their builds lie. */
export const repositoryRoot = findRoot(import.meta.dirname);

function findRoot(directory: string): string {
  return isRoot(directory) ? directory : findRoot(parentOf(directory));
}

function isRoot(directory: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return (manifest as { name?: unknown }).name === 'traced';
  } catch {
    return false;
  }
}

function parentOf(directory: string): string {
  const parent = dirname(directory);
  if (parent === directory) throw new RepositoryNotFoundError(import.meta.dirname);
  return parent;
}
