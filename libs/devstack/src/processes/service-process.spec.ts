import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from './free-port.js';
import type { OutputLine } from './guarded-process.js';
import { ServiceProcess } from './service-process.js';
import { Watchdog } from './watchdog.js';

const SERVER = `
  const { createServer } = require('node:http');
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/health/ready' ? 200 : 404;
    response.end();
  });
  server.listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
  process.on('SIGTERM', () => {
    console.error('stopping');
    server.close(() => process.exit(7));
  });`;

let directory: string;
let watchdog: Watchdog;
let service: ServiceProcess;
let lines: OutputLine[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'traced-service-'));
  watchdog = new Watchdog();
  lines = [];
});

afterEach(async () => {
  await service.kill();
  watchdog.stop();
  rmSync(directory, { recursive: true });
});

async function create(script: string): Promise<ServiceProcess> {
  writeFileSync(join(directory, 'main.cjs'), script);
  const port = await freePort();
  return new ServiceProcess({
    name: 'orders',
    url: `http://127.0.0.1:${port}`,
    args: ['main.cjs'],
    cwd: directory,
    env: { PORT: String(port) },
    logFile: join(directory, 'orders.log'),
    watchdog,
    onOutput: (line) => lines.push(line),
  });
}

describe('ServiceProcess', () => {
  it('is ready when start resolves, and stops with the status of its own exit', async () => {
    service = await create(SERVER);
    await service.start();
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    expect(await service.stop()).toEqual({ code: 7, signal: null });
    expect(service.pid).toBeUndefined();
    await expect(fetch(service.url)).rejects.toThrow('fetch failed');
  });

  it('answers the status of the first end when it is stopped again', async () => {
    service = await create(SERVER);
    await service.start();
    await service.stop();
    expect(await service.stop()).toEqual({ code: 7, signal: null });
    expect(await service.kill()).toEqual({ code: 7, signal: null });
  });

  it('starts again on its port after a kill', async () => {
    service = await create(SERVER);
    await service.start();
    const first = service.pid;
    expect(await service.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    await service.start();
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    expect(service.pid).not.toBe(first);
  });

  it('hands on each line with its name and stream, and logs it', async () => {
    service = await create(SERVER);
    await service.start();
    await service.stop();
    expect(lines).toEqual([
      { name: 'orders', stream: 'stdout', text: 'listening' },
      { name: 'orders', stream: 'stderr', text: 'stopping' },
    ]);
    expect(service.output).toEqual(['listening', 'stopping']);
    expect(readFileSync(join(directory, 'orders.log'), 'utf8')).toBe('listening\nstopping\n');
  });

  it('holds the last 200 lines', async () => {
    service = await create(`for (let i = 1; i <= 250; i++) console.log('line', i);`);
    await expect(service.start()).rejects.toThrow('it exited with 0');
    expect(service.output).toHaveLength(200);
    expect(service.output.at(-1)).toBe('line 250');
  });

  it('fails as soon as the process exits before it is ready, with what it said', async () => {
    service = await create(
      `console.error('ORDERS_TIMEOUT_MILLIS: expected a number'); process.exit(3);`,
    );
    await expect(service.start()).rejects.toThrow(
      expect.objectContaining({
        code: 'DEVSTACK_SERVICE_START',
        message: 'Expected orders to become ready, but it exited with 3.',
        output: ['ORDERS_TIMEOUT_MILLIS: expected a number'],
      }),
    );
  });

  it('gives up the start when its signal aborts', async () => {
    service = await create(`setInterval(() => {}, 1000);`);
    const controller = new AbortController();
    const starting = service.start(controller.signal);
    controller.abort();
    await expect(starting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('runs another program to its end, which has to be a success', async () => {
    service = await create(SERVER);
    writeFileSync(join(directory, 'migrate.cjs'), `console.log('on port', process.env.PORT);`);
    await service.run(['migrate.cjs']);
    expect(service.output).toEqual([`on port ${new URL(service.url).port}`]);
    await expect(service.run(['missing.cjs'])).rejects.toThrow('it exited with 1');
  });
});
