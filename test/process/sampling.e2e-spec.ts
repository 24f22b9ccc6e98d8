import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Ended, runNode } from '../support/run-node.js';

/** A service that asks itself, and tells of each answer whether its request was sampled. */
const SERVICE = `
  import http from 'node:http';
  import { trace } from '@opentelemetry/api';
  const server = http.createServer((request, response) => {
    const { traceFlags } = trace.getActiveSpan().spanContext();
    response.end(traceFlags + JSON.stringify(request.rawHeaders));
  });
  server.listen(0, '127.0.0.1', async () => {
    const ask = async (path, options) => {
      const response = await fetch('http://127.0.0.1:' + server.address().port + path, options);
      return response.text();
    };
    await run(ask);
    server.close();
    server.closeAllConnections();
  });
`;

function serve(run: string, env: Record<string, string>): Promise<Ended> {
  const script = `${SERVICE} async function run(ask) { ${run} }`;
  const args = ['--import', '@traced/nest/register', '--input-type=module', '--eval', script];
  const exporter = { OTEL_TRACES_EXPORTER: 'none', OTEL_SERVICE_NAME: 'orders' };
  return runNode(args, { cwd: 'libs/tracing', env: { ...exporter, ...env } });
}

describe('parentbased_jaeger_remote', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.close();
    server?.closeAllConnections();
    if (server?.listening) await once(server, 'close');
  });

  async function jaeger(answer: RequestListener): Promise<string> {
    server = http.createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('samples as Jaeger says, and lets the process end while Jaeger does not answer', async () => {
    const requests: IncomingMessage[] = [];
    const endpoint = await jaeger((request, response) => {
      requests.push(request);
      if (requests.length > 2) return;
      response.end('{"strategyType":0,"probabilisticSampling":{"samplingRate":1}}');
    });
    const ended = await serve(
      `while (!(await ask('/')).startsWith('1'));
       console.log('sampled');`,
      {
        OTEL_TRACES_SAMPLER: 'parentbased_jaeger_remote',
        OTEL_TRACES_SAMPLER_ARG: `endpoint=${endpoint},pollingIntervalMs=1,initialSamplingRate=0`,
      },
    );
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'sampled\n', stderr: '' });
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['/sampling?service=orders']));
    expect(requests.filter(({ headers }) => 'traceparent' in headers)).toEqual([]);
  });
});

describe('TRACING_SAMPLING_RULES', () => {
  it('decides about each request by its method and path, and reports a rule that has no effect', async () => {
    const ended = await serve(
      `for (const path of ['/orders?id=1', '/orders/1', '/users'])
         console.log((await ask(path)).slice(0, 1));`,
      {
        OTEL_TRACES_SAMPLER: 'parentbased_always_off',
        TRACING_SAMPLING_RULES: 'POST /orders=0;/orders=1;/orders/:id=0;GET /orders/1=1',
      },
    );
    expect(ended).toEqual({
      code: 0,
      signal: null,
      stdout: '1\n0\n0\n',
      stderr:
        "[@traced/nest] The sampling rule 'GET /orders/1=1' has no effect: every request that it matches also matches the earlier rule '/orders/:id=0'.\n",
    });
  });
});

describe('TRACING_FORCE_SAMPLING_SECRET', () => {
  it('samples the request that carries it, and hides it from the application', async () => {
    const secret = 'a secret of the operator';
    const { stdout, stderr } = await serve(
      `console.log(await ask('/'));
       console.log(await ask('/', { headers: { 'X-Trace-Me': '${secret}' } }));
       console.log(await ask('/', { headers: { 'X-Trace-Me': 'x' } }));`,
      {
        OTEL_TRACES_SAMPLER: 'always_off',
        TRACING_FORCE_SAMPLING_SECRET: secret,
        TRACING_FORCE_SAMPLING_HEADER: 'X-Trace-Me',
      },
    );
    expect(stdout.split('\n').map((line) => line.slice(0, 1))).toEqual(['0', '1', '0', '']);
    expect(stdout).not.toMatch(/trace-me/i);
    expect(stderr).toBe('');
  });

  it('says that it has no effect with the preset `standard`', async () => {
    const { code, stderr } = await serve('', {
      TRACING_PRESET: 'standard',
      TRACING_FORCE_SAMPLING_SECRET: 'a secret of the operator',
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /TRACING_FORCE_SAMPLING_SECRET has no effect with TRACING_PRESET=standard/,
    );
    expect(stderr).not.toContain('a secret of the operator');
  });
});
