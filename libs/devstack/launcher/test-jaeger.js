import { spawnSync } from 'node:child_process';
import { build } from './build.js';
import { LaunchFailure, launch } from './failure.js';
import { runSuite } from './suite.js';

/** The exit code of a shell whose command is not on the path. */
const NOT_FOUND = 127;

await launch(() => {
  if (spawnSync('jaeger', ['version']).error) {
    throw new LaunchFailure(
      'Expected the program `jaeger` of Jaeger v2 on the PATH, got none. Please download it from https://www.jaegertracing.io/download/.',
      NOT_FOUND,
    );
  }
  return runSuite('jaeger', { timeoutMillis: 120_000, prepare: build });
});
