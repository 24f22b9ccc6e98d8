import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { type Ended, runNode } from '../support/run-node.js';

/** The newest version that OpenTelemetry's SDK 3 does not run on, and that other SDKs bring along. */
const OLD_API = 'opentelemetry-api-1.9';

/** Has the whole process find the old API, as where an application has pinned it. */
const PIN_OLD_API = `data:text/javascript,
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve: (name, context, next) =>
      next(name === '@opentelemetry/api' ? '${OLD_API}' : name, context),
  });`;

/** Another SDK, whose provider prints the name of each span that starts. */
const OTHER_SDK = (api: string): string => `
  import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
  import { W3CTraceContextPropagator } from '@opentelemetry/core';
  import { TracerProvider } from '@opentelemetry/sdk-trace';
  import { context, diag, propagation, trace } from '${api}';
  const spanProcessor = {
    onStart: ({ name }) => console.log('other SDK:', name),
    onEnd: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const parts = {
    tracerProvider: () =>
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spanProcessor] })),
    contextManager: () =>
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()),
    propagator: () => propagation.setGlobalPropagator(new W3CTraceContextPropagator()),
    logger: () => diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} }),
  };
`;

const REGISTER = `await import('@traced/nest/register');`;
const USE = `
  const { traced } = await import('@traced/nest');
  traced('decorated', () => console.log('application'))();
  trace.getTracer('test').startSpan('of the API').end();
`;

const NOT_STARTED = '[@traced/nest] Tracing does not start, as ';
const FIX = 'remove one of the two SDKs, or load @traced/nest/register first.\n';

function run(
  script: string,
  env: Record<string, string> = {},
  args: string[] = [],
): Promise<Ended> {
  return runNode([...args, '--input-type=module', '--eval', script], { cwd: 'libs/tracing', env });
}

describe.each(['native', 'standard'])('another SDK that was first, preset %s', (TRACING_PRESET) => {
  it('gets every span, while one sentence says that ours does not start', async () => {
    const script = `${OTHER_SDK('@opentelemetry/api')}
      parts.tracerProvider(); parts.contextManager(); parts.propagator();
      ${REGISTER} ${USE}`;
    const ended = await run(script, { TRACING_PRESET });
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'application\nother SDK: decorated\nother SDK: of the API\n',
      stderr: `${NOT_STARTED}another OpenTelemetry SDK has registered its tracer provider, context manager, and propagator with @opentelemetry/api 1.10.0 before, and gets the spans of decorators: ${FIX}`,
    });
  });

  it('works on where it has an older API, which ours cannot join', async () => {
    const script = `${OTHER_SDK(OLD_API)}
      parts.tracerProvider(); parts.contextManager(); parts.propagator();
      ${REGISTER} ${USE}`;
    const ended = await run(script, { TRACING_PRESET });
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'application\nother SDK: of the API\n',
      stderr: `${NOT_STARTED}another OpenTelemetry SDK has registered its tracer provider, context manager, and propagator with @opentelemetry/api 1.9.1 before: ${FIX}`,
    });
  });

  it.each([
    ['contextManager', 'context manager', '@opentelemetry/api', '1.10.0'],
    ['propagator', 'propagator', '@opentelemetry/api', '1.10.0'],
    ['logger', 'logger or meter provider', OLD_API, '1.9.1'],
  ])('keeps its %s where that is all it has registered', async (part, name, api, version) => {
    const script = `${OTHER_SDK(api)}
      parts.${part}();
      const registered = () => ({ ...globalThis[Symbol.for('opentelemetry.js.api.1')] });
      const before = registered();
      ${REGISTER}
      const { isDeepStrictEqual } = await import('node:util');
      console.log(isDeepStrictEqual(registered(), before), parts.tracerProvider());`;
    const ended = await run(script, { TRACING_PRESET });
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'true true\n',
      stderr: `${NOT_STARTED}another OpenTelemetry SDK has registered its ${name} with @opentelemetry/api ${version} before: ${FIX}`,
    });
  });

  it('stops the start with TRACING_REQUIRED=true', async () => {
    const script = `${OTHER_SDK('@opentelemetry/api')} parts.tracerProvider(); ${REGISTER} ${USE}`;
    const ended = await run(script, { TRACING_PRESET, TRACING_REQUIRED: 'true' });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^\[@traced\/nest\] TRACING_NOT_STARTED Tracing does not .*\n$/);
  });
});

describe('another SDK that starts later', () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterAll(() => receiver.stop());

  it.each(['@opentelemetry/api', OLD_API])(
    'is refused by the API, and changes nothing of ours (%s)',
    async (api) => {
      const script = `${OTHER_SDK(api)}
        ${REGISTER}
        console.log(parts.tracerProvider(), parts.contextManager(), parts.propagator());
        ${USE.replace('of the API', api)}`;
      const ended = await run(script, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
      expect(ended).toEqual({
        code: 0,
        signal: null,
        stdout: 'false false false\napplication\n',
        stderr: '',
      });
      const names = receiver.traces().map(({ root }) => root.name);
      expect(names).toEqual(expect.arrayContaining(['decorated', api]));
    },
  );
});

describe('an application that has pinned an older API', () => {
  it.each([
    ['import', REGISTER],
    ['require', `createRequire(process.cwd() + '/main.js')('@traced/nest/register');`],
  ])('runs untraced, and one sentence says why (%s)', async (_, register) => {
    const script = `
      import { createRequire } from 'node:module';
      import { trace } from '@opentelemetry/api';
      ${register} ${USE}`;
    const ended = await run(script, {}, ['--import', PIN_OLD_API]);
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'application\n',
      stderr: `${NOT_STARTED}it expects @opentelemetry/api 1.10, and the application has an older one: npm install @opentelemetry/api@1.10\n`,
    });
  });

  it('has the spans of its decorators with an SDK of its own', async () => {
    const script = `${OTHER_SDK('@opentelemetry/api')} parts.tracerProvider(); ${USE}
      traced('failed', () => { throw new Error('disk full'); })();`;
    const ended = await run(script, {}, ['--import', PIN_OLD_API]);
    expect(ended.stdout).toBe(
      'application\nother SDK: decorated\nother SDK: of the API\nother SDK: failed\n',
    );
    expect(ended.stderr).toContain('Error: disk full');
    expect(ended.code).toBe(1);
  });
});
