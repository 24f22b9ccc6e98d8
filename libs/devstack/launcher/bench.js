import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { LaunchFailure, launch } from './failure.js';
import { install } from './install.js';
import { findNode } from './node.js';
import { repositoryRoot } from './repository.js';
import { run } from './run.js';

const FOLDER = join(repositoryRoot, 'test/bench');

/**
 * Runs every benchmark in turn, or the one that the first argument names, such as `hostile-requests`, with the options
 * that follow. Returns an exit code other than 0 if a benchmark missed its bound.
 */
await launch(async () => {
  const [name, ...options] = process.argv.slice(2);
  const all = readdirSync(FOLDER).filter((file) => file.endsWith('.mjs'));
  const isNamed = name !== undefined && !name.startsWith('--');
  const chosen = isNamed ? all.filter((file) => file === `${name}.mjs`) : all;
  if (chosen.length === 0) {
    throw new LaunchFailure(`Expected a benchmark of ${all.join(', ')}, got ${name}.`);
  }
  await install();
  const node = findNode();
  await build();
  const args = isNamed ? options : process.argv.slice(2);
  const codes = [];
  for (const file of chosen) {
    const { code } = await run(node, [join(FOLDER, file), ...args], { cwd: repositoryRoot });
    codes.push(code);
  }
  return Math.max(...codes);
});
