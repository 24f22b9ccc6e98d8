import '@traced/kit/jest';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresServer, Watchdog } from '@traced/devstack';
import * as kit from '@traced/kit';
import * as memory from '@traced/kit/memory';
import { OtlpReceiver, type PendingTrace, type SpanPattern, span } from '@traced/kit';
import * as nest from '@traced/nest';
import * as lambda from '@traced/nest/lambda';
import * as pg from '@traced/nest/pg';
import * as sdk from '@traced/nest/sdk';
import * as terminus from '@traced/nest/terminus';
import * as typeorm from '@traced/nest/typeorm';
import kitManifest from '../../libs/kit/package.json' with { type: 'json' };
import nestManifest from '../../libs/tracing/package.json' with { type: 'json' };
import { InstalledApp, packPackages } from './installed-app.js';
import commonJsManifest from './commonjs-app/package.json' with { type: 'json' };
import type { Ended } from '../support/run-node.js';

/** What the source of each entry point exports; the last three are loaded for what they do. */
const NAMES: Record<string, readonly string[]> = {
  '@traced/kit': Object.keys(kit),
  '@traced/kit/memory': Object.keys(memory),
  '@traced/kit/node': ['assertTrace'],
  '@traced/kit/jest-reporter': ['default'],
  '@traced/kit/vitest-reporter': ['default'],
  '@traced/kit/node-reporter': ['default'],
  '@traced/nest': Object.keys(nest),
  '@traced/nest/lambda': Object.keys(lambda),
  '@traced/nest/pg': Object.keys(pg),
  '@traced/nest/sdk': Object.keys(sdk),
  '@traced/nest/terminus': Object.keys(terminus),
  '@traced/nest/typeorm': Object.keys(typeorm),
  '@traced/nest/register': [],
  '@traced/kit/jest': [],
  '@traced/kit/vitest': [],
};

/** What follows the tests of a runner, and is loaded by the suites of applications. */
const OF_RUNNERS = ['@traced/kit/jest', '@traced/kit/vitest', '@traced/kit/node'];

const LOADABLE = Object.fromEntries(
  Object.entries(NAMES).filter(([entryPoint]) => !OF_RUNNERS.includes(entryPoint)),
);

/** Run by `presets.e2e-spec.ts`. */
const OF_PRESET_STANDARD = /^@opentelemetry\/(?:sdk-node|instrumentation-)/;

const PRINT_NAMES = {
  import: `
    const load = async (entryPoint) => [entryPoint, Object.keys(await import(entryPoint)).sort()];
    const names = await Promise.all(process.argv.slice(1).map(load));
    console.log(JSON.stringify(Object.fromEntries(names)));`,
  require: `
    const load = (entryPoint) => [entryPoint, Object.keys(require(entryPoint)).sort()];
    console.log(JSON.stringify(Object.fromEntries(process.argv.slice(1).map(load))));`,
};

/** For the packages of two applications, on a slow disk. */
const REMOVAL_MILLIS = 300_000;

const watchdog = new Watchdog();
let directory: string;
let apps: Record<'esm-app' | 'commonjs-app', InstalledApp>;
let database: PostgresServer;
let receiver: OtlpReceiver;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-packages-'));
  const logFile = join(directory, 'postgres.log');
  database = await PostgresServer.start({ stateDirectory: directory, logFile, watchdog });
  receiver = await OtlpReceiver.start();
  const tarballs = await packPackages(join(directory, 'packed'));
  const install = (name: string): Promise<InstalledApp> =>
    InstalledApp.install(join(import.meta.dirname, name), join(directory, name), tarballs);
  apps = { 'esm-app': await install('esm-app'), 'commonjs-app': await install('commonjs-app') };
});
afterAll(async () => {
  await receiver.stop();
  await database.stop();
  watchdog.stop();
  await rm(directory, { recursive: true, force: true });
}, REMOVAL_MILLIS);

function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    DATABASE_URL: database.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_SERVICE_NAME: 'app',
    ...more,
  };
}

/** Sends a request, whose trace it returns. */
async function get(url: string): Promise<PendingTrace> {
  const traceId = randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
  await fetch(url, { headers: { traceparent } });
  return receiver.trace(traceId);
}

/** Starts the application, preloaded by `flag`, for as long as `use` sends requests. */
function serve(
  app: InstalledApp,
  flag: '--import' | '--require',
  use: (get: (path: string) => Promise<PendingTrace>) => Promise<void>,
): Promise<Ended> {
  return app.serve([flag, '@traced/nest/register', 'dist/main.js'], environment(), (url) =>
    use((path) => get(`${url}${path}`)),
  );
}

/** A request for `route` down to `handler`. */
function request(route: string, handler: string, children: SpanPattern[]): SpanPattern {
  return span(`GET ${route}`, {
    kind: 'SERVER',
    attributes: { 'http.route': route },
    children: [
      span(handler, {
        kind: 'INTERNAL',
        status: 'UNSET',
        attributes: { 'nestjs.callback': expect.any(String) },
        children,
      }),
    ],
  });
}

/** A request for `route` down to `controller` and the service, which throws. */
function failure(route: string, controller: string): SpanPattern {
  const exception = { name: 'exception', attributes: { 'exception.message': 'disk full' } };
  const thrown = span('AppService.getBroken', { status: 'ERROR', events: [exception] });
  const handler = { status: 'ERROR', events: [], children: [thrown] } as const;
  return span(`GET ${route}`, {
    status: 'ERROR',
    events: [],
    children: [span(`${controller}.getBroken`, handler)],
  });
}

const hello = span('AppService.getHello', { kind: 'INTERNAL', children: [] });

describe('the packages', () => {
  it('have no entry point that is not loaded here', () => {
    const entryPoints = [kitManifest, nestManifest].flatMap(({ name, exports }) =>
      Object.keys(exports).map((path) => path.replace('.', name)),
    );
    expect(Object.keys(NAMES).toSorted()).toEqual(entryPoints.toSorted());
  });

  it.each([kitManifest, nestManifest])(
    'tell a compiler that knows no `exports` the types of every entry point ($name)',
    ({ exports, types, typesVersions }) => {
      const older = Object.entries<string[]>(typesVersions['*']).map(([path, [file]]) => [
        `./${path}`,
        file,
      ]);
      const newer = Object.entries(exports).map(([path, { require }]) => [path, require.types]);
      expect(Object.fromEntries([['.', types], ...older])).toEqual(Object.fromEntries(newer));
    },
  );

  it('run on the oldest version of each peer that its range allows', () => {
    const oldest = Object.entries(nestManifest.peerDependencies)
      .filter(([name]) => !OF_PRESET_STANDARD.test(name))
      .map(([name, range]) => [name, /\d+\.\d+\.\d+/.exec(range)?.[0]]);
    expect(commonJsManifest.dependencies).toMatchObject(Object.fromEntries(oldest));
  });
});

describe.each([
  ['an ESM application on Nest 12', 'esm-app'],
  ['a CommonJS application on Nest 11', 'commonjs-app'],
] as const)('%s', (_, name) => {
  it('is installed without a package for gRPC, of which one runs a script', async () => {
    const installed = await readdir(join(apps[name].directory, 'node_modules'));
    expect(installed).toContain('@opentelemetry');
    expect(installed).not.toContain('@grpc');
    expect(installed).not.toContain('protobufjs');
  });

  it('compiles against the types of every entry point', () => {
    expect(apps[name].compiled).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it.each([
    ['import', 'module'],
    ['require', 'commonjs'],
  ] as const)('gets by %s what the source of every entry point exports', async (load, type) => {
    const args = [`--input-type=${type}`, '--eval', PRINT_NAMES[load], ...Object.keys(LOADABLE)];
    const { stdout, stderr } = await apps[name].run(args, { OTEL_TRACES_EXPORTER: 'none' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(LOADABLE);
  });

  it.each(['--import', '--require'] as const)(
    'is traced from its requests to its queries with %s @traced/nest/register',
    async (flag) => {
      const ended = await serve(apps[name], flag, async (get) => {
        await expect(await get('/')).toMatchTrace(request('/', 'AppController.getHello', [hello]));
        await expect(await get('/broken')).toMatchTrace(failure('/broken', 'AppController'));
        await expect(await get('/database')).toMatchTrace(
          request('/database', 'DatabaseController.read', [
            span('SELECT pg_class', { kind: 'CLIENT', children: [] }),
            span('SELECT pg_type', { kind: 'CLIENT', children: [] }),
          ]),
        );
      });
      expect(ended).toMatchObject({ code: null, signal: 'SIGTERM' });
    },
  );

  it.each(['--import', '--require'])(
    'is traced by `nest start` with NODE_OPTIONS=%s',
    async (flag) => {
      const env = environment({ NODE_OPTIONS: `${flag} @traced/nest/register` });
      await apps[name].runScript(['start'], { env, watchdog }, async (running) => {
        const url = await running.nextUrl();
        const trace = await get(`${url}/`);
        await expect(trace).toMatchTrace(request('/', 'AppController.getHello', [hello]));
      });
    },
  );

  it('is traced by `nest start --watch`, and again when a file has changed', async () => {
    const env = environment({ NODE_OPTIONS: '--import @traced/nest/register' });
    await apps[name].runScript(['start:dev'], { env, watchdog }, async (running) => {
      const before = await get(`${await running.nextUrl()}/`);
      await expect(before).toMatchTrace(request('/', 'AppController.getHello', [hello]));
      await apps[name].edit('src/app.controller.ts', '@Get()', `@Get('changed')`);
      const after = await get(`${await running.nextUrl()}/changed`);
      await expect(after).toMatchTrace(request('/changed', 'AppController.getHello', [hello]));
    });
  });

  it("passes its own suite, in which Jest's expect matches traces", async () => {
    const { code, stderr } = await apps[name].run([
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
    ]);
    expect(stderr).toMatch(/^Tests: +\d passed, \d total$/m);
    expect(code).toBe(0);
  });

  it('has the command `traced`', async () => {
    const { code, stdout } = await apps[name].run(['node_modules/.bin/traced', '--help']);
    expect(stdout).toMatch(/^Usage: traced /);
    expect(code).toBe(0);
  });
});

describe('the ESM and the CommonJS build in one process', () => {
  it('make one span of a method that one decorates and the other traces by itself', async () => {
    await serve(apps['esm-app'], '--import', async (get) => {
      await expect(await get('/commonjs')).toMatchTrace(
        request('/commonjs', 'CommonJsController.getHello', [hello]),
      );
    });
  });

  it('record an error once that passes the spans of both', async () => {
    await serve(apps['esm-app'], '--import', async (get) => {
      await expect(await get('/commonjs/broken')).toMatchTrace(
        failure('/commonjs/broken', 'CommonJsController'),
      );
    });
  });

  it('share what one declares and the other uses', async () => {
    await serve(apps['esm-app'], '--import', async (get) => {
      await expect(await get('/commonjs/users/42')).toMatchTrace(
        span('GET /commonjs/users/:id', {
          children: [
            span('CommonJsController.getUser', {
              attributes: { 'user.id': '42' },
              children: [span('SELECT pg_user', { kind: 'CLIENT' })],
            }),
          ],
        }),
      );
    });
  });
});
