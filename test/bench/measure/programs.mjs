import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { findNode } from '../../../libs/devstack/launcher/node.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** What judges traces. */
export const KIT = '@traced/kit';

/** Measures the time from a response to the verdict about its trace, by the benchmark `verdict`. */
export async function measureVerdict({ signal, log }) {
  log('measuring verdicts');
  const { median, spread } = await run('verdict.mjs', signal);
  const row = 'trace test, response to verdict';
  return { results: [{ row, subject: KIT, unit: 'ms', median, spread }] };
}

/** Counts the instructions of calls and requests, by the benchmark `instructions`. */
export async function countInstructions({ signal, log }) {
  log('counting instructions');
  const counts = await run('instructions.mjs', signal);
  return {
    results: counts.map(({ what, instructions }) => ({
      row: `instructions of a ${what}`,
      subject: '@traced/nest',
      unit: 'instructions',
      median: instructions,
      // Two counts differ by less than half a percent, so that one is enough.
      spread: 0,
    })),
  };
}

/** Ends a process and its children, which on Windows are no group. */
function endGroup({ pid }) {
  if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid);
}

/** Runs another benchmark, and resolves with what it prints as JSON. */
async function run(file, signal) {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = spawn(findNode(), [path, '--json'], {
    cwd: PROJECT,
    // A group of its own, because it has children of its own.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => endGroup(child);
  signal.addEventListener('abort', end);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  // Both print their figures even if these miss a bound of their own.
  if (output === '') throw new Error(`Expected figures of ${file}, but it ended with ${code}.`);
  return JSON.parse(output);
}
