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
 * signal in that time. With `boundMillis` it is killed after that time with all that it has started,
 * and `isOutOfTime` is `true`.
 */
export async function run(
  command,
  args,
  { onSpawn, patienceMillis, boundMillis, ...options } = {},
) {
  let interruptedBy;
  let escalation;
  let bound;
  let isOutOfTime = false;
  const child = spawn(command, args, {
    stdio: 'inherit',
    detached: boundMillis !== undefined,
    ...options,
  });
  const send = boundMillis === undefined ? (signal) => child.kill(signal) : toGroup(child);
  const handOn = (signal) => {
    interruptedBy = signal;
    send(signal);
    if (patienceMillis) escalation ??= setTimeout(send, patienceMillis, 'SIGKILL');
  };
  for (const signal of SIGNALS) process.on(signal, handOn);
  if (boundMillis !== undefined) {
    bound = setTimeout(() => {
      isOutOfTime = true;
      send('SIGKILL');
    }, boundMillis);
  }
  try {
    onSpawn?.(child);
    const [code, signal] = await once(child, 'close');
    return { code: code ?? exitCodeOf(signal), interruptedBy, isOutOfTime };
  } finally {
    clearTimeout(escalation);
    clearTimeout(bound);
    for (const signal of SIGNALS) process.off(signal, handOn);
  }
}

/** Sends a signal to a process that leads a group, and to all that it has started in it. */
function toGroup(child) {
  return (signal) => {
    try {
      // Windows has no groups.
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      // None of them runs any more.
    }
  };
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
