import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { LaunchFailure, launch } from './failure.js';
import { install } from './install.js';
import { findNode } from './node.js';
import { repositoryRoot } from './repository.js';
import { run } from './run.js';
import { stopWithNpm } from './stop-with-npm.js';

const FOLDER = 'test/bench';
const COMPARISON = 'comparison';

/** The packages that the comparison alone needs: those that it compares with run on two versions of NestJS. */
const COMPARED = [FOLDER, `${FOLDER}/subjects/nest-11`];

/**
 * Runs the comparison with other packages, or the benchmark that the first argument names, such as `hostile-requests`, with
 * the options that follow. Returns the exit code of the benchmark.
 */
await launch(async () => {
  const [first, ...others] = process.argv.slice(2);
  const isNamed = first !== undefined && !first.startsWith('--');
  const name = isNamed ? first : COMPARISON;
  const args = isNamed ? others : process.argv.slice(2);
  requireBenchmark(name);
  await install();
  if (name === COMPARISON) for (const folder of COMPARED) await install(folder);
  const node = findNode();
  await build();
  const program = join(repositoryRoot, FOLDER, `${name}.mjs`);
  const { code } = await run(node, [program, ...args], {
    cwd: repositoryRoot,
    onSpawn: stopWithNpm,
  });
  return code;
});

function requireBenchmark(name) {
  const files = readdirSync(join(repositoryRoot, FOLDER)).filter((file) => file.endsWith('.mjs'));
  if (files.includes(`${name}.mjs`)) return;
  const names = files.map((file) => file.slice(0, -'.mjs'.length));
  throw new LaunchFailure(`Expected a benchmark of ${names.join(', ')}, got ${name}.`);
}
