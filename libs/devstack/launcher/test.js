import { launch } from './failure.js';
import { install } from './install.js';
import { runJest } from './jest.js';
import { findNode } from './node.js';
import { npm } from './npm.js';
import { repositoryRoot } from './repository.js';
import { runStep } from './run.js';

const BUILD = ['Build', 'build'];
const PACKAGES = ['Packages', 'packages'];
const CHECKS = [
  ['Format', 'format:check'],
  ['Lint', 'lint'],
  ['Types', 'typecheck'],
  ['Unused code', 'knip'],
];

await launch(async () => {
  const args = process.argv.slice(2);
  await install();
  findNode();
  const steps = args.length > 0 ? [BUILD] : [...CHECKS, BUILD, PACKAGES];
  for (const [title, script] of steps) {
    await runStep(title, npm('run', '--silent', script), { cwd: repositoryRoot });
  }
  return runJest(args);
});
