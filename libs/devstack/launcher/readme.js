import { launch } from './failure.js';
import { runJest } from './jest.js';

/** Writes what the library's README has of the table of settings, where `npm test` says that it differs. */
await launch(() => {
  process.env.WRITE_README = 'true';
  return runJest(['libs/tracing/src/readme.spec.ts']);
});
