import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { CompiledApp } from '../support/compiled-app.js';
import { type Ended, runNode } from '../support/run-node.js';

const SCRIPT = `
  import { trace } from '@opentelemetry/api';
  process.loadEnvFile?.('.env');
  trace.getTracer('test').startSpan(process.env['SPAN_NAME'] ?? '').end();
`;

const NEST = `
  import { Module } from '@nestjs/common';
  import { ConfigModule } from '@nestjs/config';
  import { NestFactory } from '@nestjs/core';
  import { Traced, TracingModule } from '@traced/nest';

  class OrdersService {
    @Traced(process.env['SPAN_NAME'] ?? '')
    find(): void {}
  }

  @Module({ imports: [TracingModule.forRoot(), ConfigModule.forRoot()], providers: [OrdersService] })
  class OrdersModule {}

  const app = await NestFactory.createApplicationContext(OrdersModule, { logger: false });
  app.get(OrdersService).find();
  await app.close();
`;

/** What PM2 does in a worker of its cluster mode before it loads the application. */
const PM2 = `
  const variables = JSON.parse(process.env['pm2_env'] ?? '{}');
  for (const name in variables) process.env[name] = variables[name];
  delete process.env['pm2_env'];
  await import('./script.js');
`;

let app: CompiledApp;
let receiver: OtlpReceiver;
/** What `.env` says. */
let variables: Record<string, string>;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  variables = { OTEL_SERVICE_NAME: 'of .env', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
  app = await CompiledApp.compile('late-variables', {
    'script.ts': SCRIPT,
    'nest.ts': NEST,
    'pm2.ts': PM2,
  });
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(new URL(`../../${app.folder}/.env`, import.meta.url), lines.join(''));
});
afterAll(() => receiver.stop());

function run(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  return runNode([...args], { cwd: app.folder, env });
}

function servicesWith(spanName: string): readonly string[] | undefined {
  return receiver.traces().find(({ root }) => root.name === spanName)?.services;
}

const PRELOAD = ['--import', '@traced/nest/register'];
const CLOSED_PORT = 'http://127.0.0.1:9';
const FIX =
  'being set after tracing had started: set what tracing reads before Node.js starts, for instance by node --env-file=.env in place of dotenv or ConfigModule.';

describe('a variable that is set after the preload', () => {
  it.each(['script.js', 'nest.js'])('is named in one line, without its value: %s', async (file) => {
    const ended = await run([...PRELOAD, file], { OTEL_TRACES_SAMPLER: 'always_on' });
    const [first, ...further] = ended.stderr.split('\n');
    expect(first).toBe(
      `[@traced/nest] OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_SERVICE_NAME have no effect, ${FIX}`,
    );
    expect(further.join('\n')).not.toMatch(/no effect|of \.env/);
    expect(ended.code).toBe(0);
  });

  it('is named where nothing is exported too', async () => {
    const ended = await run([...PRELOAD, 'nest.js'], { OTEL_TRACES_EXPORTER: 'none' });
    expect(ended.stderr).toContain('OTEL_SERVICE_NAME have no effect, ');
  });

  it.each(['script.js', 'nest.js'])(
    'is not named if it was set before as well: %s',
    async (file) => {
      const ended = await run([...PRELOAD, file], { ...variables, SPAN_NAME: file });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(servicesWith(file)).toEqual(['of .env']);
    },
  );

  it('has its effect by node --env-file', async () => {
    const ended = await run(['--env-file=.env', ...PRELOAD, 'nest.js'], { SPAN_NAME: 'env-file' });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(servicesWith('env-file')).toEqual(['of .env']);
  });

  it('is not named while the SDK is disabled', async () => {
    const env = { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: CLOSED_PORT };
    expect(await run([...PRELOAD, 'nest.js'], env)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is NODE_OPTIONS: one line says that it named the preload in vain', async () => {
    const options = '--import=@traced/nest/register';
    const late = `data:text/javascript,process.env.NODE_OPTIONS='${options}'`;
    const ended = await run(['--import', late, 'nest.js'], {});
    expect(ended.stderr).toMatch(/^\[@traced\/nest\] Nothing is traced: NODE_OPTIONS .*\n$/);
    const early = { ...variables, NODE_OPTIONS: options, SPAN_NAME: 'NODE_OPTIONS' };
    expect(await run(['nest.js'], early)).toMatchObject({ code: 0, stderr: '' });
    expect(servicesWith('NODE_OPTIONS')).toEqual(['of .env']);
  });
});

describe("a worker of PM2's cluster mode", () => {
  it('is traced by the environment of the application, which PM2 sets after the preload', async () => {
    const env = {
      ...variables,
      OTEL_SERVICE_NAME: 'of PM2',
      SPAN_NAME: 'PM2',
      env: { nested: true },
    };
    const ended = await run([...PRELOAD, 'pm2.js'], { pm2_env: JSON.stringify(env) });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(servicesWith('PM2')).toEqual(['of PM2']);
  });
});
