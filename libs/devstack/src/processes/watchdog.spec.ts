import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Watchdog } from './watchdog.js';

const STUBBORN = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');`;

const children: ReturnType<typeof spawn>[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function run(script: string): Promise<{ pid: number; exited: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ['--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return { pid: child.pid ?? 0, exited: once(child, 'exit') };
}

describe('Watchdog', () => {
  it('ends what it guards with the given signal', async () => {
    const { pid, exited } = await run(`setInterval(() => {}, 1000); console.log('up');`);
    const watchdog = new Watchdog();
    watchdog.guard(pid, 'SIGINT');
    watchdog.stop();
    expect(await exited).toEqual([null, 'SIGINT']);
  });

  it('kills what does not heed the signal, after a few seconds', async () => {
    const { pid, exited } = await run(STUBBORN);
    const watchdog = new Watchdog();
    watchdog.guard(pid, 'SIGTERM');
    watchdog.stop();
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  it('leaves a released process running', async () => {
    const released = await run(`setInterval(() => {}, 1000); console.log('up');`);
    const guarded = await run(`setInterval(() => {}, 1000); console.log('up');`);
    const watchdog = new Watchdog();
    watchdog.guard(released.pid, 'SIGTERM');
    watchdog.release(released.pid);
    watchdog.guard(guarded.pid, 'SIGTERM');
    watchdog.stop();
    await guarded.exited;
    process.kill(released.pid, 'SIGUSR2');
    expect(await released.exited).toEqual([null, 'SIGUSR2']);
  });
});
