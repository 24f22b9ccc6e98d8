import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../libs/tracing/test/until.js';
import { type Ended, runNode } from '../run-node.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A spec that fails in the middle, or never ends, with a server, a client of it, a process and a rejection left behind. */
const spec = (end: string): string => `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import { createServer } from 'node:http';
  import { it } from '@jest/globals';
  it('leaves everything open', async () => {
    const server = createServer((_, response) => response.write('never ended'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    void fetch('http://127.0.0.1:' + server.address().port).then((answer) => answer.text());
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1_000); console.log(1);']);
    await once(child.stdout, 'data');
    process.stderr.write('child ' + child.pid + ' ');
    ${end}
  });`;

describe('Jest', () => {
  let folder: string;

  beforeEach(async () => {
    const parent = join(ROOT, '.traced');
    await mkdir(parent, { recursive: true });
    folder = await mkdtemp(join(parent, 'jest-ends-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function run(script: string): Promise<Ended> {
    await writeFile(join(folder, 'leaving.spec.ts'), script);
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
    const files = ['--rootDir', ROOT, '--testMatch', `${folder}/*.spec.ts`];
    const bounds = ['--testTimeout', '3000', '--reporters', 'default', '--runInBand'];
    return runNode([...jest, ...files, ...bounds], { cwd: '.' });
  }

  it.each([
    ['a test fails', `throw new Error('in the middle');`, 'in the middle'],
    ['a test never ends', 'await new Promise(() => {});', 'Exceeded timeout of 3000 ms'],
  ])('ends where %s, and so does what the test had open', async (_, end, message) => {
    const { code, stderr } = await run(spec(end));
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain('leaving.spec.ts has left open');
    const [, pid] = /child (\d+)/.exec(stderr) ?? [];
    await until(() => !isRunning(Number(pid)));
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
