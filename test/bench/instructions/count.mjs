import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { findNode } from '../../../libs/devstack/launcher/node.js';

const VALGRIND = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];
/**
 * V8 optimises as ever, but compiles and collects garbage on the main thread, and sizes its heap by fixed numbers:
 * otherwise both depend on the time that passes, and two runs differ by a hundred million instructions. The old space,
 * whose size is given in MiB, is never full: a collection of the whole heap takes 180 million instructions, and falls
 * into a run or not by how much the process had loaded before. What is allocated is still counted by scavenges.
 */
const PREDICTABLE = ['--predictable', '--predictable-gc-schedule', '--initial-old-space-size=1024'];

/** Returns whether Valgrind can be run. */
export function hasValgrind() {
  return spawnSync('valgrind', ['--version']).status === 0;
}

/**
 * Counts the instructions that one call, or one request, of a program takes once V8 has optimised it. The program
 * runs twice, with `times` calls and with twice as many, so that the start of the process cancels out.
 *
 * @param checkout the folder from which the program's packages are resolved
 */
export async function instructionsOf(measured, checkout) {
  const { times } = measured;
  const fewer = await instructionsOfRun(measured, checkout, times);
  const more = await instructionsOfRun(measured, checkout, 2 * times);
  return (more - fewer) / times;
}

async function instructionsOfRun({ program, args, preload, env }, checkout, times) {
  const source = await readFile(new URL(`${program}.mjs`, import.meta.url), 'utf8');
  const module = ['--input-type=module', '-', String(times), ...args];
  const node = [findNode(), ...PREDICTABLE, ...preload, ...module];
  const child = spawn('valgrind', [...VALGRIND, ...node], {
    cwd: checkout,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  child.stdin.end(source);
  const [report, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  const [, count] = /I +refs: +([\d,]+)/.exec(report) ?? [];
  if (code !== 0 || count === undefined) throw new Error(`Expected a count, but:\n${report}`);
  return Number(count.replaceAll(',', ''));
}
