import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { LaunchFailure, launch } from './failure.js';
import { install } from './install.js';
import { findNode } from './node.js';
import { run } from './run.js';
import { stopWithNpm } from './stop-with-npm.js';

const DEMO = fileURLToPath(new URL('../dist/demo.js', import.meta.url));
const USAGE = `Usage: npm start [-- --once] [--json]

Starts PostgreSQL and the services, places one order and draws its trace.

  --once  stop after that trace; without it, run until Ctrl-C
  --json  print the trace as one OTLP JSON document, and nothing else, on standard output
  --help  print this text`;

await launch(async () => {
  const args = process.argv.slice(2);
  if (readFlags(args).help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  await install();
  const node = findNode();
  await build();
  return demo(node, args);
});

function readFlags(args) {
  try {
    return parseArgs({
      args,
      options: {
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new LaunchFailure(`${error.message}\n\n${USAGE}`);
  }
}

async function demo(node, args) {
  const { code } = await run(node, [DEMO, ...args], {
    // The demo stops when this channel closes, which it does even if this process is killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    onSpawn: stopWithNpm,
  });
  return code;
}
