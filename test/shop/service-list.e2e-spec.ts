import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { findServiceGaps } from '../support/service-gaps.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

describe('apps/services.json', () => {
  it('has the services of the apps, of docker-compose.yml and of the chart, with the same facts', () => {
    expect(findServiceGaps(REPOSITORY)).toEqual([]);
  });
});
