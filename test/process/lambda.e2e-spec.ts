import '@traced/kit/jest';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type SpanPattern, span } from '@traced/kit';
import { CALLER_SPAN_ID, payload2, traceparent } from '../../libs/tracing/test/lambda-events.js';
import { CompiledApp } from '../support/compiled-app.js';
import { startNode } from '../support/run-node.js';

let app: CompiledApp;
let receiver: OtlpReceiver;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  const main = new URL('./lambda-app/main.ts', import.meta.url);
  app = await CompiledApp.compile('lambda-app', { 'main.ts': await readFile(main, 'utf8') });
});
afterAll(() => receiver.stop());

interface Frozen {
  readonly answers: readonly Record<string, unknown>[];
  readonly stderr: string;
}

/** Has a function answer events; it ends frozen, with whatever it has still to do. */
async function invoke(env: Record<string, string>, ...events: unknown[]): Promise<Frozen> {
  const { child, ended } = startNode(['--import', '@traced/nest/register', 'main.js'], {
    cwd: app.folder,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      // Nothing leaves by itself.
      OTEL_BSP_SCHEDULE_DELAY: '600000',
      EVENTS: JSON.stringify(events),
      ...env,
    },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'frozen') child.kill('SIGKILL');
  }
  const { stdout, stderr } = await ended;
  const answers = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { answers: answers.map((line) => JSON.parse(line) as Frozen['answers'][number]), stderr };
}

/** Events of one trace. */
function eventsOf(traceId: string, ...paths: string[]): unknown[] {
  const header = traceparent('01').replace(/(?<=^00-)\w+/, traceId);
  return paths.map((path) => payload2({ path, headers: { traceparent: header } }));
}

function request(attributes: Record<string, unknown>): SpanPattern {
  return span('GET /orders/:id', {
    kind: 'SERVER',
    attributes: { 'http.response.status_code': 200, 'faas.trigger': 'http', ...attributes },
    children: [span('OrdersController.find', { children: [span('OrdersService.find')] })],
  });
}

const NO_SERVER =
  /^\[@traced\/nest\] A request reached Nest by no HTTP server .*tracedHandler\(\).*\n$/;
const FROZEN =
  /^\[@traced\/nest\] Spans of this AWS Lambda function may be lost, .*tracedHandler\(\).*\n$/;

describe('a function on AWS Lambda', () => {
  it('compiles', () => {
    expect(app.compiled).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it.each(['express', 'fastify'])(
    'has exported each invocation once it answers, below its caller, with %s',
    async (handler) => {
      const traceId = handler === 'express' ? 'e'.repeat(32) : 'f'.repeat(32);
      const { answers, stderr } = await invoke(
        { HANDLER: handler },
        ...eventsOf(traceId, '/orders/1', '/orders/2'),
      );
      expect(stderr).toBe('');
      expect(answers).toMatchObject([
        { statusCode: 200, body: '{"id":"1"}' },
        { statusCode: 200, body: '{"id":"2"}' },
      ]);
      const requests = receiver
        .traces()
        .filter((trace) => trace.traceId === traceId)
        .flatMap(({ spans }) => spans.filter(({ kind }) => kind === 'SERVER'));
      expect(requests.map(({ parentSpanId }) => parentSpanId)).toEqual([
        CALLER_SPAN_ID,
        CALLER_SPAN_ID,
      ]);
      expect(requests.map(({ attributes }) => attributes['faas.coldstart'])).toEqual([true, false]);
      const trace = receiver.trace(traceId).calledBy(CALLER_SPAN_ID);
      await expect(trace).toContainSpan(request({ 'faas.coldstart': true }));
    },
  );

  it('has exported an invocation by anything else', async () => {
    const { answers, stderr } = await invoke({ HANDLER: 'queue' }, { Records: [] });
    expect({ answers, stderr }).toEqual({ answers: [{ id: 'of a queue' }], stderr: '' });
    const trace = receiver.traces().find(({ root }) => root.name === 'orders');
    expect(trace?.spans.map(({ name }) => name).sort()).toEqual(['OrdersService.find', 'orders']);
  });

  it('answers where no collector is', async () => {
    const env = { HANDLER: 'express', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const { answers, stderr } = await invoke(
      env,
      ...eventsOf('a'.repeat(32), '/orders/1', '/orders/2'),
    );
    expect(answers).toHaveLength(2);
    expect(stderr).toMatch(/^\[@traced\/nest\] Spans could not be exported: .*ECONNREFUSED.*\n$/);
  });

  it.each([
    ['express', {}, NO_SERVER],
    ['fastify', {}, NO_SERVER],
    ['express', { AWS_LAMBDA_FUNCTION_NAME: 'orders' }, NO_SERVER],
    ['queue', { AWS_LAMBDA_FUNCTION_NAME: 'orders' }, FROZEN],
  ])('says once what an unwrapped handler lacks: %s, %j', async (handler, env, line) => {
    const traceId = 'b'.repeat(32);
    const { answers, stderr } = await invoke(
      { HANDLER: handler, UNWRAPPED: 'true', ...env },
      ...eventsOf(traceId, '/orders/1', '/orders/2'),
    );
    expect(answers).toHaveLength(2);
    expect(stderr).toMatch(line);
  });
});
