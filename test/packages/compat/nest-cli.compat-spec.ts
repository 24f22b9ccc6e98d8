import '@traced/kit/jest';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Watchdog } from '@traced/devstack';
import { OtlpReceiver, type PendingTrace, type SpanPattern, span } from '@traced/kit';
import { HttpCollector } from '../../support/http-collector.js';
import { InstalledApp, packPackages } from '../installed-app.js';
import { type Ended, runNode } from '../../support/run-node.js';
import { SCAFFOLDS, type Scaffold, scaffold } from './scaffold.js';

/** What Nest loads only where it is installed, and a bundler would stop at. */
const OPTIONAL = [
  '@nestjs/microservices',
  '@nestjs/platform-socket.io',
  '@nestjs/websockets',
  'class-transformer',
  'class-validator',
];

/** Packages of CommonJS load Node's own modules by `require`, which an ES module has to make. */
const BANNER =
  "import { createRequire as create } from 'node:module'; const require = create(import.meta.url);";

const watchdog = new Watchdog();
let directory: string;
let tarballs: string[];
let receiver: OtlpReceiver;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-compat-'));
  tarballs = await packPackages(join(directory, 'packed'));
  receiver = await OtlpReceiver.start();
});
afterAll(async () => {
  watchdog.stop();
  await receiver.stop();
  await rm(directory, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: 'app',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '10',
  };
}

/** Sends a request, whose trace it returns. */
async function get(url: string): Promise<PendingTrace> {
  const traceId = randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
  const response = await fetch(url, { headers: { traceparent } });
  expect(await response.text()).toBe('Hello World!');
  return receiver.trace(traceId);
}

/** A request for `route`, its handler and the decorated method that the handler calls. */
function hello(route: string): SpanPattern {
  return span(`GET ${route}`, {
    kind: 'SERVER',
    children: [
      span('AppController.getHello', {
        attributes: { 'nestjs.callback': 'getHello' },
        children: [span('AppService.getHello', { children: [] })],
      }),
    ],
  });
}

function buildersOf({ nest, format }: Scaffold): string[] {
  const ofVersion = nest === 12 ? ['rspack'] : [];
  const ofFormat = format === 'commonjs' ? ['webpack'] : [];
  return ['tsc', 'swc', ...ofVersion, ...ofFormat];
}

describe.each(SCAFFOLDS)('an application of Nest $nest as $format', ({ nest, format }) => {
  let app: InstalledApp;

  beforeAll(async () => {
    const name = `nest-${nest}-${format}`;
    const source = join(directory, `${name}-source`);
    await scaffold({ nest, format }, source);
    app = await InstalledApp.install(source, join(directory, name), tarballs);
  });

  it('compiles', () => {
    expect(app.compiled).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it.each(['start:dev', 'start:debug'])(
    'is traced by the script %s, and again when a file has changed',
    async (script) => {
      await app.runScript([script], { env: environment(), watchdog }, async (running) => {
        const before = await get(`${await running.nextUrl()}/`);
        await expect(before).toMatchTrace(hello('/'));
        await app.edit('src/app.controller.ts', '@Get()', `@Get('changed')`);
        const after = await get(`${await running.nextUrl()}/changed`);
        await expect(after).toMatchTrace(hello('/changed'));
      });
      await app.edit('src/app.controller.ts', `@Get('changed')`, '@Get()');
    },
  );

  it.each(buildersOf({ nest, format }))(
    'is traced by `nest start`, built by %s',
    async (builder) => {
      const script = ['start', '--', '--builder', builder];
      await app.runScript(script, { env: environment(), watchdog }, async (running) => {
        const trace = await get(`${await running.nextUrl()}/`);
        await expect(trace).toMatchTrace(hello('/'));
      });
    },
  );

  describe('in one file', () => {
    const extension = format === 'esm' ? 'mjs' : 'cjs';
    const bundle = (entry: string): string =>
      join(`${app.directory}-bundle`, `${entry}.${extension}`);

    let bundled: Ended;

    beforeAll(async () => {
      await app.run(['node_modules/.bin/nest', 'build']);
      bundled = await app.run([
        'node_modules/.bin/esbuild',
        'dist/main.js',
        'dist/exit.js',
        '--bundle',
        '--minify',
        '--keep-names',
        '--platform=node',
        `--outdir=${app.directory}-bundle`,
        `--out-extension:.js=.${extension}`,
        ...OPTIONAL.flatMap((name) => [`--external:${name}`, `--external:${name}/*`]),
        ...(format === 'esm' ? ['--format=esm', `--banner:js=${BANNER}`] : ['--format=cjs']),
      ]);
    });

    it('is built by esbuild', () => {
      expect(bundled).toMatchObject({ code: 0 });
    });

    it('is traced without node_modules', async () => {
      const ended = await app.serve([bundle('main')], environment(), async (url) => {
        await expect(await get(`${url}/`)).toMatchTrace(hello('/'));
      });
      expect(ended).toMatchObject({ stderr: '', signal: 'SIGTERM' });
    });

    it.each(['http/protobuf', 'http/json'])('exports over %s as well', async (protocol) => {
      const collector = await HttpCollector.start();
      const env = {
        ...environment(),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      };
      const ended = await app.serve([bundle('main')], env, async (url) => void (await fetch(url)));
      await collector.stop();
      const exported = collector.exports.map(({ body }) => body).join();
      expect(exported).toContain('AppController.getHello');
      expect(ended).toMatchObject({ stderr: '', signal: 'SIGTERM' });
    });

    it.each(['--import', '--require'])(
      'is traced beside the preload of a package, by %s',
      async (flag) => {
        const args = [flag, '@traced/nest/register', bundle('main')];
        const ended = await app.serve(args, environment(), async (url) => {
          await expect(await get(`${url}/`)).toMatchTrace(hello('/'));
        });
        expect(ended).toMatchObject({ stderr: '', signal: 'SIGTERM' });
      },
    );

    it('says that it loses the last spans when it exits at once', async () => {
      const { code, stderr } = await runNode([bundle('exit')], { cwd: '/', env: environment() });
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /^\[@traced\/nest\] This process exits at once and loses its last spans, .*\n\[@traced\/nest\] Lost in all: 1 of 1 spans \(1 shutdown\)\.\n$/,
      );
    });

    it('does not start with the preset standard, and says why', async () => {
      const env = { ...environment(), TRACING_PRESET: 'standard' };
      const { code, stderr } = await runNode([bundle('main')], { cwd: '/', env });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^\[@traced\/nest\] TRACING_MISSING_PACKAGE TRACING_PRESET=standard expects .* part of a bundle: .*\n$/,
      );
    });
  });
});
