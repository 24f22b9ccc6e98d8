import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** Lists the test files that run, one a line. */
export const runningTests = join(repositoryRoot, '.traced/running-tests.txt');
