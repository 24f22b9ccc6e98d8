import '@traced/kit/vitest';

export { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
