import '@traced/kit/jest';

export { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
