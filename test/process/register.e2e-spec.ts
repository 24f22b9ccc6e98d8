import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type Trace } from '@traced/kit';
import { HttpCollector } from '../support/http-collector.js';
import { type Ended, runNode } from '../support/run-node.js';

const REGISTER = '@traced/nest/register';

const OLDER_NODE = `data:text/javascript,
  Object.defineProperty(process.versions, 'node', { value: '20.19.0' });`;

const CLOSED_PORT = 'http://127.0.0.1:9';

const ONE_SPAN = `
  import { trace } from '@opentelemetry/api';
  trace.getTracer('test').startSpan(process.env.SPAN_NAME).end();
  console.log('ended');
`;

function run(script: string, env: Record<string, string>, signal?: NodeJS.Signals): Promise<Ended> {
  const args = ['--import', REGISTER, '--input-type=module', '--eval', script];
  return runNode(args, { cwd: 'libs/tracing', env, ...(signal ? { signal } : {}) });
}

/** What no preset and no protocol needs all of. */
const OPTIONAL_PACKAGES = [
  'grpc-js',
  'import-in-the-middle',
  'instrumentation',
  'otlp-exporter-base',
  'otlp-grpc-exporter-base',
  'sdk-node',
];

/** Writes the list of all files that the process has loaded, by `import` and `require`, as it ends. */
const LIST_FILES = `data:text/javascript,
  import { registerHooks } from 'node:module';
  const files = new Set();
  registerHooks({
    load(url, context, next) {
      if (url.startsWith('file:')) files.add(url);
      return next(url, context);
    },
  });
  process.on('exit', () => console.log(JSON.stringify([...files])));`;

async function filesLoaded(env: Record<string, string>): Promise<string[]> {
  const args = ['--import', LIST_FILES, '--import', '@traced/nest/register', '--eval', '0'];
  const { stdout } = await runNode(args, { cwd: 'libs/tracing', env });
  return JSON.parse(stdout) as string[];
}

function optionalPackages(files: readonly string[]): string[] {
  return OPTIONAL_PACKAGES.filter((name) => files.some((file) => file.includes(`/${name}/`)));
}

/** The protocols whose exporters are loaded. */
function protocols(files: readonly string[]): string[] {
  return files.flatMap(
    (file) => /\/sdk\/export\/otlp\/(grpc|http-json|http-protobuf)\.js$/.exec(file)?.[1] ?? [],
  );
}

describe('node --import @traced/nest/register', () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterAll(() => receiver.stop());

  /** The process has ended: what it exported is here. */
  function traceOf(spanName: string): Trace | undefined {
    return receiver.traces().find(({ root }) => root.name === spanName);
  }

  function env(spanName: string, more: Record<string, string> = {}): Record<string, string> {
    return { SPAN_NAME: spanName, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...more };
  }

  it('exports the last span when the process has nothing left to do', async () => {
    const ended = await run(
      ONE_SPAN,
      env('natural exit', {
        OTEL_SERVICE_NAME: 'batch',
        OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.2,deployment.environment.name=test',
      }),
    );
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'ended\n', stderr: '' });
    expect(traceOf('natural exit')?.root.resource.attributes).toMatchObject({
      'service.name': 'batch',
      'service.version': '1.2',
      'deployment.environment.name': 'test',
      'service.instance.id': expect.any(String),
      'telemetry.sdk.language': 'nodejs',
    });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'exports the last span on %s and ends by that signal',
    async (signal) => {
      const ended = await run(`${ONE_SPAN} setInterval(() => {}, 1_000)`, env(signal), signal);
      expect(ended).toEqual({ code: null, signal, stdout: 'ended\n', stderr: '' });
      expect(traceOf(signal)?.spans).toHaveLength(1);
    },
  );

  it.each(['--import', '--require'])(
    'starts and exports to the last span with --enable-source-maps, loaded by %s',
    async (flag) => {
      const name = `source maps, ${flag}`;
      const args = ['--enable-source-maps', flag, REGISTER, '--input-type=module'];
      const script = `${ONE_SPAN} process.exit()`;
      const ended = await runNode([...args, '--eval', script], {
        cwd: 'libs/tracing',
        env: env(name),
      });
      expect(ended).toEqual({ code: 0, signal: null, stdout: 'ended\n', stderr: '' });
      expect(traceOf(name)?.spans).toHaveLength(1);
    },
  );

  it('leaves ending to an application that listens to the signal itself', async () => {
    const script = `
      process.on('SIGTERM', () => { clearInterval(timer); console.log('drained'); });
      const timer = setInterval(() => {}, 1_000);
      ${ONE_SPAN}`;
    const ended = await run(script, env('own listener'), 'SIGTERM');
    expect(ended).toMatchObject({ code: 0, signal: null, stdout: 'ended\ndrained\n' });
    expect(traceOf('own listener')?.spans).toHaveLength(1);
  });

  it('ends at once with a dead collector, and says what is lost', async () => {
    const ended = await run(ONE_SPAN, env('dead', { OTEL_EXPORTER_OTLP_ENDPOINT: CLOSED_PORT }));
    expect(ended).toMatchObject({ code: 0, stdout: 'ended\n' });
    expect(ended.stderr).toMatch(/^\[@traced\/nest\] Spans could not be exported: .*ECONNREFUSED/);
    const [, lost, ...further] = ended.stderr.trim().split('\n');
    expect(lost).toBe('[@traced/nest] Lost in all: 1 of 1 spans (1 shutdown).');
    expect(further).toEqual([]);
  });

  it.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_TRACES_EXPORTER', 'none'],
    ['OTEL_TRACES_SAMPLER', 'always_off'],
  ])('exports nothing with %s=%s', async (variable, value) => {
    const ended = await run(ONE_SPAN, env(variable, { [variable]: value }));
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'ended\n', stderr: '' });
    expect(traceOf(variable)).toBeUndefined();
  });

  it.each([
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4317'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http'],
    ['TRACING_PRESET', 'default'],
    ['TRACING_REQUIRED', 'yes'],
  ])('stops the start with %s=%s, naming it', async (variable, value) => {
    const ended = await run(
      ONE_SPAN,
      env('never', { OTEL_TRACES_SAMPLER: 'traceidratio', [variable]: value }),
    );
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^.* TRACING_INVALID_ENVIRONMENT .*\n$/);
    expect(ended.stderr).toContain(`${variable}: expected`);
    expect(ended.stderr).toContain(`got '${value}'.`);
  });

  it.each([
    ['as another copy', ['--import', REGISTER, '--import=./dist/register.js?again']],
    ['as CommonJS and ES module', ['--require', REGISTER, '--import', REGISTER]],
    ['by the application', ['--import', REGISTER], `await import('./dist/register.js?again');`],
    ['by a CommonJS application', ['--import', REGISTER], `require('${REGISTER}');`],
  ])('does nothing when it is loaded again, %s', async (title, preloads, more = '') => {
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(process.cwd() + '/main.js');
      ${more} ${ONE_SPAN}
      console.log(process.listenerCount('SIGTERM'), process.listenerCount('exit'));`;
    const ended = await runNode([...preloads, '--input-type=module', '--eval', script], {
      cwd: 'libs/tracing',
      env: env(title),
    });
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'ended\n1 1\n', stderr: '' });
    expect(traceOf(title)?.spans).toHaveLength(1);
  });

  it.each([
    [
      'false',
      0,
      'ended\n',
      /^\[@traced\/nest\] Tracing does not start, as it expects Node.js .*\n$/,
    ],
    ['true', 1, '', /^\[@traced\/nest\] TRACING_NOT_STARTED Tracing does not start, .*\n$/],
  ])(
    'says on an older Node.js that it does not start, with TRACING_REQUIRED=%s',
    async (required, code, stdout, stderr) => {
      const ended = await runNode(
        ['--import', OLDER_NODE, '--import', REGISTER, '--input-type=module', '--eval', ONE_SPAN],
        { cwd: 'libs/tracing', env: env('older Node.js', { TRACING_REQUIRED: required }) },
      );
      expect(ended).toMatchObject({ code, stdout });
      expect(ended.stderr).toMatch(stderr);
      expect(ended.stderr).toContain('Node.js 22.15 or later, and this is 20.19.0.');
    },
  );

  it('loads at most 350 files', async () => {
    const files = await filesLoaded({});
    expect(files.length).toBeGreaterThan(100);
    expect(files.length).toBeLessThanOrEqual(350);
  });

  it('loads the exporter of its protocol alone, and nothing of the other preset', async () => {
    const overGrpc = await filesLoaded({});
    expect(protocols(overGrpc)).toEqual(['grpc']);
    expect(optionalPackages(overGrpc)).toEqual([]);
    const overHttp = await filesLoaded({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' });
    expect(protocols(overHttp)).toEqual(['http-protobuf']);
    expect(optionalPackages(overHttp)).toEqual([]);
    const standard = { TRACING_PRESET: 'standard' };
    expect(optionalPackages(await filesLoaded(standard))).toEqual(OPTIONAL_PACKAGES);
  });

  it('loads nothing of the ledger unless it is on', async () => {
    const ofLedger = (files: readonly string[]): string[] =>
      files.filter((file) => file.includes('/sdk/ledger/'));
    expect(ofLedger(await filesLoaded({}))).toEqual([]);
    expect(ofLedger(await filesLoaded({ TRACING_TEST_LEDGER: 'off' }))).toEqual([]);
    expect(ofLedger(await filesLoaded({ TRACING_TEST_LEDGER: 'on' }))).not.toEqual([]);
  });
});

describe('node --import @traced/nest/register, over HTTP', () => {
  let collector: HttpCollector;

  beforeAll(async () => {
    collector = await HttpCollector.start();
  });
  afterAll(() => collector.stop());

  it.each([
    ['http/protobuf', 'application/x-protobuf', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
    ['http/json', 'application/json', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'],
  ])('exports as %s where the environment says so', async (protocol, contentType, variable) => {
    const ended = await run(ONE_SPAN, {
      SPAN_NAME: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      [variable]: protocol,
    });
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'ended\n', stderr: '' });
    expect(collector.exports.filter(({ body }) => body.includes(protocol))).toEqual([
      expect.objectContaining({ path: '/v1/traces', contentType }),
    ]);
  });

  it('takes port 4318 for http/protobuf where nothing names a protocol, and says so', async () => {
    const more = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
    const unsampled = { ...more, OTEL_TRACES_SAMPLER: 'always_off', SPAN_NAME: 'none' };
    const { stderr } = await run(ONE_SPAN, unsampled);
    expect(stderr).toBe(
      '[@traced/nest] OTEL_EXPORTER_OTLP_ENDPOINT has port 4318, so spans are sent as http/protobuf. Set OTEL_EXPORTER_OTLP_PROTOCOL to choose.\n',
    );
    expect(protocols(await filesLoaded(more))).toEqual(['http-protobuf']);
    const named = { ...unsampled, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(await run(ONE_SPAN, named)).toMatchObject({ code: 0, stderr: '' });
  });
});
