export { after as afterAll, before as beforeAll, describe, it } from 'node:test';
export { assertTrace as expect } from '@traced/kit/node';
