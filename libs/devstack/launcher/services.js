import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.js';

/** The facts of `apps/services.json` about each service, by its name. */
export const services = JSON.parse(
  readFileSync(join(repositoryRoot, 'apps/services.json'), 'utf8'),
);
