import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { LaunchFailure } from './failure.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const DOT_MILLIS = 1_000;
const PATIENCE_MILLIS = 1_000;

/**
 * Runs a program to its end and returns its exit code. A signal that this process gets meanwhile is sent to the program
 * and returned as `interruptedBy`.
 *
 * `onSpawn` is called with the child process. With `patienceMillis`, the program is killed if it still runs that long
 * after a signal. With `boundMillis`, it is killed after that time together with the processes that it has started, and
 * `isOutOfTime` is `true`.
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
  const forward = (signal) => {
    interruptedBy = signal;
    send(signal);
    if (patienceMillis) escalation ??= setTimeout(send, patienceMillis, 'SIGKILL');
  };
  for (const signal of SIGNALS) process.on(signal, forward);
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
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

/** Returns a function that sends a signal to all processes of the group that a child leads. */
function toGroup(child) {
  return (signal) => {
    try {
      // Windows has no process groups.
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      // No process of the group runs any more.
    }
  };
}

/**
 * Runs a program that has to succeed, and writes `title` and the seconds that it took to standard error. Its output
 * is written there too, but only if it fails.
 *
 * @throws {LaunchFailure} with the message `failure` when the program fails, or without one when a signal ended it.
 */
export async function runStep(title, [command, args], { failure = '', ...options }) {
  const output = [];
  const collect = (chunk) => output.push(chunk);
  const startedAt = performance.now();
  process.stderr.write(`${title} `);
  const dots = setInterval(() => process.stderr.write('.'), DOT_MILLIS);

  const { code, interruptedBy } = await run(command, args, {
    ...options,
    // npm ends on a signal only after it has finished its installation.
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
