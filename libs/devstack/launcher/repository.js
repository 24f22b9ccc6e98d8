import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** The file to which Jest's reporter writes the names of the running test files, one per line. */
export const runningTests = join(repositoryRoot, '.traced/running-tests.txt');
