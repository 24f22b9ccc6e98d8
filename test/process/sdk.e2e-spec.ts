import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type Trace, span } from '@traced/kit';
import { type Ended, runNode } from '../support/run-node.js';

const IMPORTS = `
  import { trace } from '@opentelemetry/api';
  import { resourceFromAttributes } from '@opentelemetry/resources';
  import { SamplingDecision } from '@opentelemetry/sdk-trace';
  import { traced } from '@traced/nest';
  import { startTracing } from '@traced/nest/sdk';
  const tracer = trace.getTracer('test');
`;

/** Drops roots alone: what no sampler does that follows the parent. */
const CHILDREN_ONLY = `{
  shouldSample: (context) => ({
    decision: trace.getSpan(context) ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'children only',
}`;

const LINE =
  /^\[@traced\/nest\] @opentelemetry\/instrumentation-express may trace nothing of express: it patches what require\(\) loads of its versions \S+ \S+ once tracing has started, and nothing that import loads\.\n$/;

describe.each(['native', 'standard'])('startTracing of @traced/nest/sdk, preset %s', (preset) => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterAll(() => receiver.stop());

  function run(script: string, env: Record<string, string> = {}): Promise<Ended> {
    return runNode(['--input-type=module', '--eval', `${IMPORTS}${script}`], {
      cwd: 'libs/tracing',
      env: { TRACING_PRESET: preset, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...env },
    });
  }

  /** The process has ended: what it exported is here. */
  function tracesWith(spanName: string): Trace[] {
    return receiver.traces().filter(({ spans }) => spans.some(({ name }) => name === spanName));
  }

  it('adds processors, a resource and instrumentations to what the environment says', async () => {
    const ended = await run(
      `startTracing({
        resource: resourceFromAttributes({ 'service.name': 'code', 'service.version': '1.2' }),
        spanProcessors: [
          {
            onStart: (span) => void span.setAttribute('tenant.id', 'acme'),
            onEnd: () => {},
            forceFlush: async () => {},
            shutdown: async () => console.log('shut down'),
          },
        ],
        instrumentations: [
          {
            setTracerProvider: (provider) => console.log(typeof provider.getTracer),
            setMeterProvider: () => {},
            getConfig: () => ({ enabled: false }),
            enable: () => console.log('enabled'),
          },
        ],
      });
      tracer.startSpan('added to').end();`,
      { OTEL_SERVICE_NAME: 'environment' },
    );
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'function\nenabled\nshut down\n',
      stderr: '',
    });
    const [{ root } = {}] = tracesWith('added to');
    expect(root?.attributes).toMatchObject({ 'tenant.id': 'acme' });
    expect(root?.resource.attributes).toMatchObject({
      'service.name': 'environment',
      'service.version': '1.2',
    });
  });

  it.each([
    ['asks an own sampler about every span', 'undefined', 1],
    ['does not where it says that it follows the parent', 'true', 0],
  ])('%s', async (title, parentBasedSampler, exported) => {
    const ended = await run(
      `startTracing({ sampler: ${CHILDREN_ONLY}, parentBasedSampler: ${parentBasedSampler} });
      const child = traced(process.env.SPAN_NAME, () => {});
      traced('root', () => trace.getActiveSpan() && child())();`,
      { SPAN_NAME: title },
    );
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(tracesWith(title)).toHaveLength(exported);
  });

  it('exports at once when told to flush, and once when told to shut down', async () => {
    const ended = await run(`
      const tracing = startTracing();
      tracer.startSpan('flushed').end();
      await tracing.forceFlush();
      tracer.startSpan('before shutdown').end();
      await Promise.all([tracing.shutdown(), tracing.shutdown()]);
      tracer.startSpan('after shutdown').end();
      process.kill(process.pid, 'SIGKILL');`);
    expect(ended).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    expect(tracesWith('flushed')).toHaveLength(1);
    expect(tracesWith('before shutdown')).toHaveLength(1);
    expect(tracesWith('after shutdown')).toEqual([]);
  });

  it('can be started again once it has shut down, and not before', async () => {
    const ended = await run(`
      const tracing = startTracing();
      const stopped = tracing.shutdown();
      console.log(startTracing() === tracing);
      await stopped;
      console.log(startTracing() === tracing);
      trace.getTracer('test').startSpan('started again').end();`);
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'true\nfalse\n', stderr: '' });
    expect(tracesWith('started again')).toHaveLength(1);
  });

  it('loses a span that is open when it shuts down, and counts it if it ends meanwhile', async () => {
    const ended = await run(`
      const tracing = startTracing();
      const [meanwhile, later] = [tracer.startSpan('meanwhile'), tracer.startSpan('later')];
      const stopped = tracing.shutdown();
      meanwhile.end();
      await stopped;
      later.end();`);
    expect(ended.stderr).toMatch(/Lost in all: 1 of 1 spans \(1 shutdown\)\.\n$/);
    expect([...tracesWith('meanwhile'), ...tracesWith('later')]).toEqual([]);
  });

  it('leaves what the application has registered in its place when it shuts down', async () => {
    const ended = await run(`
      import { context, createContextKey, propagation } from '@opentelemetry/api';
      import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
      import { TracerProvider } from '@opentelemetry/sdk-trace';
      const tracing = startTracing();
      for (const api of [context, propagation, trace]) api.disable();
      context.setGlobalContextManager(new AsyncLocalStorageContextManager());
      propagation.setGlobalPropagator({ inject() {}, extract: (active) => active, fields: () => ['own'] });
      trace.setGlobalTracerProvider(new TracerProvider());
      await tracing.shutdown();
      const key = createContextKey('key');
      const value = context.with(context.active().setValue(key, 'value'), () => context.active().getValue(key));
      console.log(value, propagation.fields(), trace.getTracer('own').startSpan('own').isRecording());`);
    expect(ended).toMatchObject({ code: 0, stdout: "value [ 'own' ] true\n", stderr: '' });
  });

  it('disables the instrumentations that it was given when it shuts down', async () => {
    const ended = await run(`
      let provider;
      const tracing = startTracing({
        instrumentations: [
          {
            setTracerProvider: (given) => (provider = given),
            setMeterProvider: () => {},
            getConfig: () => ({ enabled: true }),
            enable: () => {},
            disable: () => console.log('disabled'),
          },
        ],
      });
      await tracing.shutdown();
      startTracing();
      console.log(provider.getTracer('theirs').startSpan('theirs').isRecording());`);
    expect(ended).toMatchObject({ code: 0, stdout: 'disabled\nfalse\n', stderr: '' });
  });

  it.each([
    ['8,192 characters by default', {}, 8_192],
    ['as many as a variable says', { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100000' }, 100_000],
  ])('exports of an attribute %s', async (title, env, length) => {
    const ended = await run(
      `startTracing();
      const text = 'x'.repeat(150_000);
      const span = tracer.startSpan(process.env.SPAN_NAME, { attributes: { text } });
      span.addEvent('long', { texts: [text] }).end();`,
      { SPAN_NAME: title, ...env },
    );
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const [{ root } = {}] = tracesWith(title);
    const texts = [root?.attributes['text'], root?.events[0]?.attributes['texts']].flat();
    expect(texts.map((text) => typeof text === 'string' && text.length)).toEqual([length, length]);
  });

  it.each(['http', 'fetch'])('redacts the error of a request by %s', async (client) => {
    const ended = await run(
      `startTracing();
      const { createServer, get } = await import('node:http');
      const { once } = await import('node:events');
      const server = createServer(() => {}).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = 'http://127.0.0.1:' + server.address().port;
      const error = new Error('nobody waits for ada@example.com, ' + 'as it seems '.repeat(10_000));
      await tracer.startActiveSpan(process.env.SPAN_NAME, async (span) => {
        const abort = new AbortController();
        server.once('request', () => abort.abort(error));
        if (process.env.CLIENT === 'fetch') await fetch(url, { signal: abort.signal }).catch(() => {});
        else await once(get(url, (response) => response.resume()).once('finish', function () {
          this.destroy(error);
        }), 'close').catch(() => {});
        span.end();
      });
      server.closeAllConnections();
      server.close();`,
      { SPAN_NAME: `request by ${client}`, CLIENT: client },
    );
    expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    const spans = tracesWith(`request by ${client}`).flatMap((trace) => trace.spans);
    const [request] = spans.filter(({ kind }) => kind === 'CLIENT');
    expect(request?.status).toEqual({
      code: 'ERROR',
      message: expect.stringMatching(/^nobody waits for REDACTED, as it seems .*\.\.\.$/),
    });
    const said = JSON.stringify(request?.events.map(({ attributes }) => attributes));
    expect(said).not.toContain('ada@');
    expect(said.length).toBeLessThan(20_000);
  });

  it.each([
    ['import()', `await import('express')`, preset === 'native'],
    ['require()', `createRequire(import.meta.url)('express')`, false],
    ['nobody', '', false],
  ])('says of an instrumentation what it cannot patch, as %s loads it', async (_, load, isSaid) => {
    const ended = await run(
      `import { createRequire } from 'node:module';
      import { setTimeout } from 'node:timers/promises';
      import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
      startTracing({ instrumentations: [new ExpressInstrumentation()] });
      ${load};
      await setTimeout(1_200);`,
    );
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(isSaid ? LINE : /^$/) });
  });

  it.each([
    ['on standard error', {}, /^\[@traced\/nest\] .*'order\.lines' expects a primitive.*\n$/],
    ['by the level of OTEL_LOG_LEVEL', { OTEL_LOG_LEVEL: 'error' }, /^$/],
  ])('warns of what cannot be exported, %s', async (_, env, stderr) => {
    const ended = await run(
      `startTracing();
      traced('work', () => {}, { attributes: () => ({ 'order.lines': { a: 1 } }) })();`,
      env,
    );
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(stderr) });
  });

  it('samples and propagates where nothing is exported', async () => {
    const ended = await run(
      `import { context, propagation } from '@opentelemetry/api';
      startTracing();
      const carrier = {};
      const active = trace.setSpan(context.active(), tracer.startSpan('not exported'));
      propagation.inject(active, carrier);
      console.log(carrier.traceparent);`,
      { OTEL_TRACES_EXPORTER: 'none' },
    );
    expect(ended.stdout).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-0[13]\n$/);
    expect(tracesWith('not exported')).toEqual([]);
  });

  it('traces requests by what is imported from node:http by name', async () => {
    const ended = await run(`
      startTracing();
      const { createServer, get } = await import('node:http');
      const { once } = await import('node:events');
      const server = createServer((request, response) => response.end()).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address();
      await tracer.startActiveSpan('by name', async (span) => {
        const [response] = await once(get({ port, host: '127.0.0.1', path: '/x?key=planted' }), 'response');
        await once(response.resume(), 'close');
        span.end();
      });
      server.close();`);
    expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    const [trace] = tracesWith('by name');
    const server = span('GET', { kind: 'SERVER', attributes: { 'url.query': 'key=REDACTED' } });
    expect(trace).toMatchTrace(
      span('by name', {
        children: [
          span('GET', {
            kind: 'CLIENT',
            attributes: { 'url.full': expect.stringMatching(/:\d+\/x\?key=REDACTED$/) },
            children: [server],
          }),
        ],
      }),
    );
  });

  it('starts nothing where the SDK is disabled', async () => {
    const ended = await run(
      `const tracing = startTracing({ sampler: null });
      tracer.startSpan('disabled').end();
      await tracing.forceFlush();
      await tracing.shutdown();`,
      { OTEL_SDK_DISABLED: 'true' },
    );
    expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    expect(tracesWith('disabled')).toEqual([]);
  });

  it.each([
    ['', ''],
    [
      '{ spanProcessors: [] }',
      '[@traced/nest] The options of startTracing() came too late and have no effect, as tracing had been started before, by @traced/nest/register or another call.\n',
    ],
  ])('returns the running tracing to a second call: startTracing(%s)', async (options, stderr) => {
    const title = `second call (${options})`;
    const ended = await run(`
      await import('@traced/nest/register');
      const tracing = startTracing(${options});
      console.log(tracing === startTracing());
      tracer.startSpan('${title}').end();
      await tracing.forceFlush();
      process.kill(process.pid, 'SIGKILL');`);
    expect(ended).toMatchObject({ signal: 'SIGKILL', stdout: 'true\n', stderr });
    expect(tracesWith(title)).toHaveLength(1);
  });

  it('leaves nothing behind where something unexpected keeps it from starting', async () => {
    const ended = await run(
      `import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
      import { W3CTraceContextPropagator } from '@opentelemetry/core';
      import { TracerProvider } from '@opentelemetry/sdk-trace';
      import { context, propagation } from '@opentelemetry/api';
      import { createServer } from 'node:http';
      const { emit } = createServer();
      const instrumentation = {
        setTracerProvider() {},
        setMeterProvider() {},
        getConfig: () => ({}),
        enable() { throw new Error('no memory'); },
      };
      const tracing = startTracing({ instrumentations: [instrumentation] });
      await tracing.forceFlush();
      await tracing.shutdown();
      traced('inert', () => console.log('application', trace.getActiveSpan()))();
      console.log(createServer().emit === emit, process.listenerCount('SIGTERM'));
      console.log(
        trace.setGlobalTracerProvider(new TracerProvider()),
        context.setGlobalContextManager(new AsyncLocalStorageContextManager()),
        propagation.setGlobalPropagator(new W3CTraceContextPropagator()),
      );`,
    );
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: 'application undefined\ntrue 0\ntrue true true\n',
      stderr:
        '[@traced/nest] Tracing does not start, as something unexpected failed: Error: no memory\n',
    });
  });

  it('throws what kept it from starting with TRACING_REQUIRED=true', async () => {
    const script = `
      const spanProcessors = { [Symbol.iterator]() { throw new Error('no memory'); } };
      try {
        startTracing({ spanProcessors });
      } catch ({ code, subject, message, cause }) {
        console.log(code, subject, message, cause.message);
      }`;
    expect(await run(script, { TRACING_REQUIRED: 'true' })).toMatchObject({
      code: 0,
      stdout:
        'TRACING_NOT_STARTED @traced/nest Tracing does not start, as something unexpected failed: Error: no memory no memory\n',
    });
  });
});
