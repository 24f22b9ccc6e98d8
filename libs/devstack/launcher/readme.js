import { launch } from './failure.js';
import { runJest } from './jest.js';

/** Writes the tables of the library's README that are made from its code, where `npm test` finds them to differ. */
await launch(() => {
  process.env.WRITE_README = 'true';
  return runJest(['libs/tracing/src/readme.spec.ts']);
});
