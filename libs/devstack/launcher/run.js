import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { LaunchFailure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const DOT_MILLIS = 1_000;
const PATIENCE_MILLIS = 1_000;

/**
 * Runs a program to its end; returns its exit code, and the signal that we got meanwhile and handed
 * on. `onSpawn` gets the child process; with `patienceMillis` it is killed if it does not heed the
 * signal in that time.
 */
export async function run(command, args, { onSpawn, patienceMillis, ...options } = {}) {
  let interruptedBy;
  let escalation;
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const handOn = (signal) => {
    interruptedBy = signal;
    child.kill(signal);
    if (patienceMillis) escalation ??= setTimeout(() => child.kill('SIGKILL'), patienceMillis);
  };
  for (const signal of SIGNALS) process.on(signal, handOn);
  try {
    onSpawn?.(child);
    const [code, signal] = await once(child, 'close');
    return { code: code ?? exitCodeOf(signal), interruptedBy };
  } finally {
    clearTimeout(escalation);
    for (const signal of SIGNALS) process.off(signal, handOn);
  }
}

/**
 * Runs a program that has to succeed, under a title that ends in the time it took. What it prints
 * is shown only if it fails; all of it on standard error.
 */
export async function runStep(title, [command, args], { failure = '', ...options }) {
  const output = [];
  const collect = (chunk) => output.push(chunk);
  const startedAt = performance.now();
  process.stderr.write(`${title} `);
  const dots = setInterval(() => process.stderr.write('.'), DOT_MILLIS);

  const { code, interruptedBy } = await run(command, args, {
    ...options,
    // npm finishes an installation before it heeds a signal.
    patienceMillis: PATIENCE_MILLIS,
    stdio: ['ignore', 'pipe', 'pipe'],
    onSpawn: ({ stdout, stderr }) => {
      stdout.on('data', collect);
      stderr.on('data', collect);
    },
  });

  clearInterval(dots);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`${interruptedBy || code !== 0 ? ' stopped after' : ''} ${seconds} s\n`);
  if (interruptedBy) throw new LaunchFailure('', exitCodeOf(interruptedBy));
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new LaunchFailure(failure, code);
}

function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}
