import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the repository, where the apps and their builds lie. */
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
  if (parent === directory) throw new Error('Expected to lie in the repository "traced".');
  return parent;
}
