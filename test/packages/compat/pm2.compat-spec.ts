import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Watchdog } from '@traced/devstack';
import { OtlpReceiver } from '@traced/kit';
import { CompiledApp } from '../../support/compiled-app.js';
import { Pm2 } from './pm2.js';
import { installTools } from './tools.js';

const INSTALL_MILLIS = 600_000;

let app: CompiledApp;
let receiver: OtlpReceiver;
let directory: string;
let pm2: Pm2;
const watchdog = new Watchdog();

beforeAll(async () => {
  await installTools();
  receiver = await OtlpReceiver.start();
  const main = await readFile(
    new URL('../../process/runtime-app/main.ts', import.meta.url),
    'utf8',
  );
  app = await CompiledApp.compile('pm2-app', { 'main.ts': main });
  directory = await mkdtemp(join(tmpdir(), 'traced-pm2-'));
  pm2 = await Pm2.start(join(directory, 'home'), watchdog);
}, INSTALL_MILLIS);
afterEach(() => pm2.run('delete', 'all', '--silent').catch(() => {}));
afterAll(async () => {
  await pm2.stop();
  watchdog.stop();
  await receiver.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The preload's file: the daemon of PM2 runs in a folder in which its package would not be found. */
const REGISTER = fileURLToPath(
  new URL('../../../node_modules/@traced/nest/dist/cjs/register.js', import.meta.url),
);

function settings(exec_mode: 'fork' | 'cluster', env: Record<string, string> = {}) {
  return {
    script: './main.js',
    cwd: fileURLToPath(new URL(`../../../${app.folder}`, import.meta.url)),
    exec_mode,
    instances: exec_mode === 'cluster' ? 2 : 1,
    env: {
      OTEL_SERVICE_NAME: `of PM2, ${exec_mode}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '600000',
      ...env,
    },
  };
}

async function ask(url: string, count: number): Promise<string[]> {
  const traceIds = Array.from({ length: count }, () => randomBytes(16).toString('hex'));
  for (const traceId of traceIds) {
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    const headers = { traceparent, connection: 'close' };
    await (await fetch(`${url}/peer`, { headers })).text();
  }
  return traceIds;
}

describe.each(['fork', 'cluster'] as const)('an application in the %s mode of PM2', (mode) => {
  it.each(['reload', 'stop'])(
    'has exported what it had answered once it has been told to %s, by the variables of its file',
    async (command) => {
      const url = await pm2.serve({ ...settings(mode), node_args: ['--require', REGISTER] });
      const traceIds = await ask(url, 10);
      await pm2.run(command, 'app', '--silent');
      const arrived = receiver.traces().filter(({ traceId }) => traceIds.includes(traceId));
      expect(arrived.map(({ root }) => root.name)).toEqual(Array(10).fill('GET /peer'));
      expect(new Set(arrived.flatMap(({ services }) => services))).toEqual(
        new Set([`of PM2, ${mode}`]),
      );
      expect(await pm2.log('error')).toBe('');
    },
  );
});

describe('NODE_OPTIONS in the file of PM2', () => {
  const env = { NODE_OPTIONS: `--require ${REGISTER}` };

  it('has its effect in fork mode', async () => {
    const [traceId] = await ask(await pm2.serve(settings('fork', env)), 1);
    await pm2.run('stop', 'app', '--silent');
    expect(receiver.traces().map((trace) => trace.traceId)).toContain(traceId);
  });

  it('comes too late in cluster mode, and each process says so', async () => {
    await ask(await pm2.serve(settings('cluster', env)), 1);
    await pm2.run('stop', 'app', '--silent');
    await pm2.wrote('error', /Nothing is traced/);
    expect(await pm2.log('error')).toMatch(
      /^(?:\[@traced\/nest\] Nothing is traced: NODE_OPTIONS .* node_args does that\.\n){1,2}$/,
    );
  });
});
