import { fileURLToPath } from 'node:url';
import { LaunchFailure, launch } from './failure.js';
import { findNode } from './node.js';
import { repositoryRoot } from './repository.js';
import { run } from './run.js';
import { services } from './services.js';

const NEST = fileURLToPath(import.meta.resolve('@nestjs/cli/bin/nest.js'));
const COMPILER = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));

/** Projects of nest-cli.json, each after those that it imports. */
const LIBRARIES = [
  'tracing',
  'tracing-commonjs',
  'kit',
  'kit-commonjs',
  'devstack',
  'service-defaults',
];

/** Builds the libraries and then every service, or the services alone that the arguments name. */
await launch(async () => {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !Object.hasOwn(services, name));
  if (unknown) {
    const known = Object.keys(services).join(', ');
    throw new LaunchFailure(`Expected a service of apps/services.json (${known}), got ${unknown}.`);
  }
  const node = findNode();
  if (named.length === 0) {
    await runCompiler(node, [NEST, 'build', ...LIBRARIES]);
    await import('./relative-declarations.js');
  }
  const apps = named.length > 0 ? named : Object.keys(services);
  await runCompiler(node, [
    COMPILER,
    '--build',
    ...apps.map((name) => `apps/${name}/tsconfig.app.json`),
  ]);
});

async function runCompiler(node, args) {
  const { code } = await run(node, args, { cwd: repositoryRoot });
  if (code !== 0) throw new LaunchFailure('', code);
}
