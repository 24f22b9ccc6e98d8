import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type Span } from '@traced/kit';
import { type Ended, runNode } from '../support/run-node.js';

const TRACE_ID = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN_ID = 'e457b5a2e4d86bd1';
const B3 = { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID, 'x-b3-sampled': '1' };

/** A server that is asked with `HEADERS`, asks another server in turn, and prints what that one was sent. */
const RELAY = `
  import { createServer } from 'node:http';
  import { once } from 'node:events';
  const listen = async (answer) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return [server, 'http://127.0.0.1:' + server.address().port + '/'];
  };
  const [callee, calleeUrl] = await listen((request, response) => {
    const sent = Object.entries(request.headers).filter(([name]) => /^(trace|baggage|b3|x-b3|uber)/.test(name));
    console.log(JSON.stringify(Object.fromEntries(sent)));
    response.end();
  });
  const [relay, url] = await listen(async (request, response) => {
    await (await fetch(calleeUrl, { headers: JSON.parse(process.env.OWN ?? '{}') })).text();
    response.end();
  });
  await (await fetch(url, { headers: JSON.parse(process.env.HEADERS) })).text();
  callee.close();
  relay.close();
`;

const FULL = `
  import { trace } from '@opentelemetry/api';
  const tracer = trace.getTracer('test');
  const context = { traceId: '${TRACE_ID}', spanId: '${SPAN_ID}', traceFlags: 1 };
  const links = Array.from({ length: 20 }, () => ({ context, attributes: { a: 1, b: 2, c: 3 } }));
  const span = tracer.startSpan(process.env.SPAN_NAME, { links });
  for (let i = 0; i < 20; i++) {
    span.setAttribute('key' + i, 'x'.repeat(200));
    span.addEvent('event', { a: 1, b: 2, c: 3 });
  }
  span.end();
`;

/** A function of AWS Lambda that is asked over HTTP, and prints the trace that it is in. */
const LAMBDA = `
  import { trace } from '@opentelemetry/api';
  import { tracedHandler } from '@traced/nest/lambda';
  const handler = tracedHandler(async () => {
    console.log(trace.getActiveSpan().spanContext().traceId);
    return { statusCode: 200 };
  });
  const http = { method: 'GET', path: '/', sourceIp: '10.0.0.1', protocol: 'HTTP/1.1' };
  await handler({
    version: '2.0',
    rawPath: '/',
    headers: JSON.parse(process.env.HEADERS),
    requestContext: { http },
  }, {});
`;

let receiver: OtlpReceiver;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
});
afterAll(() => receiver.stop());

function run(script: string, env: Record<string, string>): Promise<Ended> {
  const args = ['--import', '@traced/nest/register', '--input-type=module', '--eval', script];
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
  return runNode(args, { cwd: 'libs/tracing', env: { ...endpoint, ...env } });
}

function spansNamed(name: string): Span[] {
  return receiver.traces().flatMap(({ spans }) => spans.filter((span) => span.name === name));
}

describe.each(['native', 'standard'])('with the preset %s', (preset) => {
  const env = { TRACING_PRESET: preset };

  /** The headers that the last server is sent where the first one is sent `headers`. */
  async function relayed(
    headers: Record<string, string>,
    more: Record<string, string>,
  ): Promise<Record<string, string>> {
    const ended = await run(RELAY, { ...env, ...more, HEADERS: JSON.stringify(headers) });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(ended.stdout) as Record<string, string>;
  }

  it.each([
    ['b3', { b3: expect.stringMatching(`^${TRACE_ID}-[0-9a-f]{16}-1$`) }],
    [
      'b3multi',
      {
        'x-b3-traceid': TRACE_ID,
        'x-b3-spanid': expect.stringMatching(/^[0-9a-f]{16}$/),
        'x-b3-sampled': '1',
      },
    ],
    [
      'tracecontext,b3',
      {
        traceparent: expect.stringMatching(`^00-${TRACE_ID}-`),
        b3: expect.stringMatching(`^${TRACE_ID}-`),
      },
    ],
    ['none', {}],
  ])('OTEL_PROPAGATORS=%s carries the trace of a caller with B3 on', async (propagators, sent) => {
    expect(await relayed(B3, { OTEL_PROPAGATORS: propagators })).toEqual(sent);
  });

  it('carries the trace and the baggage of a caller with Jaeger on', async () => {
    const headers = { 'uber-trace-id': `${TRACE_ID}:${SPAN_ID}:0:1`, 'uberctx-tenant': 'acme' };
    expect(await relayed(headers, { OTEL_PROPAGATORS: 'jaeger' })).toEqual({
      'uber-trace-id': expect.stringMatching(`^${TRACE_ID}:[0-9a-f]{16}:0:1$`),
      'uberctx-tenant': 'acme',
    });
  });

  it.each([
    ['tracecontext', { traceparent: expect.any(String) }],
    ['baggage', { baggage: 'tenant=acme' }],
  ])('OTEL_PROPAGATORS=%s sends no more than that', async (propagators, sent) => {
    expect(await relayed({ baggage: 'tenant=acme' }, { OTEL_PROPAGATORS: propagators })).toEqual(
      sent,
    );
  });

  it('sends baggage of Jaeger to no host that gets none', async () => {
    const headers = { 'uber-trace-id': `${TRACE_ID}:${SPAN_ID}:0:1`, 'uberctx-tenant': 'acme' };
    const more = { OTEL_PROPAGATORS: 'jaeger', TRACING_BAGGAGE_HOSTS: 'none' };
    expect(Object.keys(await relayed(headers, more))).toEqual(['uber-trace-id']);
  });

  it.each([
    ['b3', { b3: `${TRACE_ID}-${SPAN_ID}-d` }, { b3: expect.stringMatching(/-0$/) }],
    [
      'jaeger',
      { 'uber-trace-id': `${TRACE_ID}:${SPAN_ID}:0:3` },
      { 'uber-trace-id': expect.stringMatching(/:0$/) },
    ],
  ])(
    'takes no sampling decision by %s from a stranger, nor sends one on',
    async (propagators, headers, sent) => {
      const more = {
        OTEL_PROPAGATORS: propagators,
        TRACING_TRUSTED_CALLERS: 'none',
        OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      };
      expect(await relayed(headers, more)).toEqual(sent);
    },
  );

  it('cuts a span to the limits of the specification', async () => {
    const name = `limited by ${preset}`;
    const ended = await run(FULL, {
      ...env,
      SPAN_NAME: name,
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '15',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '10',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '5',
      OTEL_SPAN_LINK_COUNT_LIMIT: '4',
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '2',
      OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '1',
    });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const [span] = spansNamed(name);
    const sizes = (parts: readonly { attributes: object }[] = []): number[] =>
      parts.map(({ attributes }) => Object.keys(attributes).length);
    expect(Object.values(span?.attributes ?? {})).toEqual(Array(10).fill('x'.repeat(100)));
    expect(sizes(span?.events)).toEqual(Array(5).fill(2));
    expect(sizes(span?.links)).toEqual(Array(4).fill(1));
  });

  it('says what process a span is of, and never what it was started with', async () => {
    for (const [name, more] of Object.entries({
      [`little of ${preset}`]: {},
      [`all of ${preset}`]: { OTEL_NODE_RESOURCE_DETECTORS: 'all' },
    })) {
      await run(FULL, { ...env, ...more, SPAN_NAME: name });
      const { attributes = {} } = spansNamed(name)[0]?.resource ?? {};
      expect(attributes).toMatchObject({
        'host.name': expect.any(String),
        'process.pid': expect.anything(),
        'process.runtime.version': process.versions.node,
      });
      expect(Object.keys(attributes)).not.toContain('process.command_args');
    }
  });

  it('writes OpenTelemetry’s own messages to standard error alone, from a level on', async () => {
    const script = `
      import { diag } from '@opentelemetry/api';
      for (const level of ['error', 'warn', 'info', 'debug']) diag[level]('said as ' + level);`;
    const ended = await run(script, { ...env, OTEL_LOG_LEVEL: 'INFO' });
    expect(ended).toMatchObject({ code: 0, stdout: '' });
    expect(ended.stderr.match(/^\[@traced\/nest\] \w+: said as \w+$/gm)).toEqual([
      '[@traced/nest] error: said as error',
      '[@traced/nest] warn: said as warn',
      '[@traced/nest] info: said as info',
    ]);
    expect(await run(script, env)).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('takes the logger and the propagators away at its shutdown', async () => {
    const script = `
      import { diag, propagation } from '@opentelemetry/api';
      import { startTracing } from '@traced/nest/sdk';
      const started = propagation.fields();
      await startTracing().shutdown();
      diag.error('said too late');
      console.log(JSON.stringify({ started, stopped: propagation.fields() }));`;
    const ended = await run(script, { ...env, OTEL_LOG_LEVEL: 'error', OTEL_PROPAGATORS: 'b3' });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual({ started: ['b3'], stopped: [] });
  });
});

describe('a request that the application has given a trace context', () => {
  it('gets none of another trace, in whatever format', async () => {
    const own = { 'x-b3-traceid': SPAN_ID, 'x-b3-spanid': SPAN_ID };
    const env = { HEADERS: JSON.stringify(B3), OWN: JSON.stringify(own) };
    for (const propagators of ['b3multi', 'tracecontext,b3multi']) {
      const { stdout } = await run(RELAY, { ...env, OTEL_PROPAGATORS: propagators });
      expect(JSON.parse(stdout)).toEqual(own);
    }
  });
});

describe('@traced/nest/lambda', () => {
  it('joins the trace of a caller with B3', async () => {
    const env = { OTEL_PROPAGATORS: 'b3', HEADERS: JSON.stringify(B3) };
    expect(await run(LAMBDA, env)).toMatchObject({ code: 0, stdout: `${TRACE_ID}\n` });
  });
});

describe('what is set and does nothing', () => {
  it('is named in one line each, and the process goes on', async () => {
    const ended = await run('', {
      TRACING_LATE_SAMPLING_SLOW_MS: '100',
      OTEL_PROPAGATOR: 'b3',
      TRACING_SERVICE_HOST: '10.0.0.1',
      OTEL_PROPAGATORS: 'tracecontext,xray',
      OTEL_CONFIG_FILE: '/etc/otel.yaml',
    });
    expect(ended).toMatchObject({
      code: 0,
      stderr:
        '[@traced/nest] Nothing reads OTEL_PROPAGATOR (is it OTEL_PROPAGATORS?), TRACING_LATE_SAMPLING_SLOW_MS (is it TRACING_LATE_SAMPLING_SLOW_MILLIS?).\n' +
        '[@traced/nest] Without effect: OTEL_PROPAGATORS=xray (not supported); OTEL_CONFIG_FILE (the file is not read, and the other variables apply).\n',
    });
  });

  it.each([
    ['OTEL_PROPAGATORS', 'nonsense'],
    ['OTEL_PROPAGATORS', 'none,b3'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization: Bearer hunter2'],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '-1'],
    ['OTEL_NODE_RESOURCE_DETECTORS', 'hosts'],
    ['OTEL_LOG_LEVEL', 'loud'],
  ])('but a value that cannot be used stops it: %s=%s', async (name, value) => {
    const { code, stderr } = await run('', { [name]: value });
    expect(code).toBe(1);
    expect(stderr).toContain(`${name}: expected `);
    expect(stderr).not.toContain('hunter2');
  });
});
