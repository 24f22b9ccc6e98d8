import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { LaunchFailure, launch } from './failure.js';
import { install } from './install.js';
import { repositoryRoot } from './repository.js';
import { runStep } from './run.js';
import { services } from './services.js';

const TAG = process.env.IMAGE_TAG || 'dev';
/** Workspaces, each with its target in apps/Dockerfile. */
const IMAGES = [
  ...Object.entries(services).map(([name, { ledger }]) => [
    `apps/${name}`,
    ledger ? 'gateway' : 'service',
  ]),
  ['libs/kit', 'kit'],
];
const BYTES_A_MEGABYTE = 1_000_000;

await launch(async () => {
  const options = process.argv.slice(2);
  docker('version');
  // `npm run test:cluster` comes next, and may run where no package can be fetched.
  await install();
  for (const [workspace, target] of IMAGES) await buildImage(workspace, target, options);
  const names = IMAGES.map(([workspace]) => imageName(workspace));
  const width = Math.max(...names.map(({ length }) => length));
  for (const name of names) {
    process.stdout.write(`${name.padEnd(width)}  ${sizeInMegabytes(name)} MB\n`);
  }
  return 0;
});

function buildImage(workspace, target, options) {
  const name = imageName(workspace);
  const recipe = ['--file', 'apps/Dockerfile', '--target', target];
  const facts = [`WORKSPACE=${workspace}`, `TITLE=${name.split(':')[0]}`, `VERSION=${TAG}`];
  const buildArgs = facts.flatMap((fact) => ['--build-arg', fact]);
  const args = ['build', ...recipe, ...buildArgs, '--tag', name, ...options, '.'];
  return runStep(`Building ${name}`, ['docker', args], {
    cwd: repositoryRoot,
    failure: `Expected the Docker engine to build ${name}; see its error above.`,
  });
}

function imageName(workspace) {
  return `traced/${basename(workspace)}:${TAG}`;
}

function sizeInMegabytes(name) {
  const bytes = docker('image', 'inspect', '--format', '{{.Size}}', name);
  return Math.round(Number(bytes) / BYTES_A_MEGABYTE);
}

/** Runs a command of Docker and returns what it writes to standard output. */
function docker(...args) {
  const { status, stdout, stderr, error } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status === 0) return stdout;
  const given = error?.message ?? stderr.trim();
  throw new LaunchFailure(`Expected the Docker engine to answer, but got: ${given}`);
}
