import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type Trace } from '@traced/kit';
import { CompiledApp } from '../support/compiled-app.js';
import { answerOf, rawRequest } from '../support/raw-request.js';
import { type NodeServer, serveNode } from '../support/run-node.js';

const EXPECTED: readonly Expected[] = [
  { name: 'succeeds', path: '/7', status: 200, route: '/:id', handler: 'find' },
  { name: 'matches no route', path: '/7/nothing', status: 404 },
  {
    name: 'fails in the body parser',
    path: '',
    body: '{"id":',
    status: 400,
    routedFirstBy: { adapter: 'fastify', route: '' },
  },
  { name: 'fails in a pipe', path: '/seven', status: 400, route: '/:id' },
  { name: 'fails in a guard', path: '/7/guarded', status: 403, route: '/:id/guarded' },
  {
    name: 'fails in an interceptor',
    path: '/7/intercepted',
    status: 409,
    route: '/:id/intercepted',
  },
  {
    name: 'fails in the handler',
    path: '/7/broken',
    status: 500,
    route: '/:id/broken',
    handler: 'broken',
  },
  {
    name: 'is refused by the handler',
    path: '/7/conflict',
    status: 409,
    route: '/:id/conflict',
    handler: 'conflict',
  },
  {
    name: 'is answered by a filter',
    path: '/7/filtered',
    status: 410,
    route: '/:id/filtered',
    handler: 'filtered',
    fails: true,
  },
  {
    name: 'fails in a filter',
    path: '/7/filter-broken',
    status: 500,
    route: '/:id/filter-broken',
    handler: 'filterBroken',
  },
];

interface Expected {
  readonly name: string;
  readonly path: string;
  /** Sent by POST; without it the request is a GET. */
  readonly body?: string;
  readonly status: number;
  /** Below the controller's; `undefined` where none was matched. */
  readonly route?: string;
  /** The framework that knows the route before it reads the body, unlike the other. */
  readonly routedFirstBy?: { readonly adapter: string; readonly route: string };
  /** The method that is called, if any is. */
  readonly handler?: string;
  /** Whether what the handler threw is an error, whatever the answer. */
  readonly fails?: boolean;
}

const CONTROLLER = '/api/v1/orders';

let app: CompiledApp;
let receiver: OtlpReceiver;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  const source = await readFile(new URL('./http-app/main.ts', import.meta.url), 'utf8');
  app = await CompiledApp.compile('http-app', { 'main.ts': source });
});
afterAll(() => receiver.stop());

function serve(env: Record<string, string>): Promise<NodeServer> {
  const preload = env['UNTRACED'] ? [] : ['--import', '@traced/nest/register'];
  return serveNode([...preload, 'main.js'], {
    cwd: app.folder,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '20', ...env },
  });
}

/** The bytes of an answer, but for its date. */
function answerTo(
  { path, body }: Expected,
  server: NodeServer,
  traceparent: string,
): Promise<string> {
  const url = new URL(CONTROLLER + path, server.url);
  const method = body === undefined ? 'GET' : 'POST';
  const head = rawRequest(method, url, [
    ['Connection', 'close'],
    ['traceparent', traceparent],
    ...(body === undefined
      ? []
      : ([
          ['Content-Type', 'application/json'],
          ['Content-Length', String(body.length)],
        ] as const)),
  ]);
  return answerOf(url, head + (body ?? ''));
}

async function request(
  server: NodeServer,
  expected: Expected,
): Promise<{ answer: string; trace: Trace }> {
  const traceId = randomBytes(16).toString('hex');
  const answer = await answerTo(expected, server, `00-${traceId}-${'1'.repeat(16)}-01`);
  return { answer, trace: await receiver.trace(traceId).complete() };
}

function serverSpanOf(trace: Trace): Trace['root'] {
  const spans = trace.spans.filter(({ kind }) => kind === 'SERVER');
  expect(spans).toHaveLength(1);
  return spans[0] ?? trace.root;
}

describe.each([
  ['express', 'native'],
  ['fastify', 'native'],
  ['express', 'standard'],
  ['fastify', 'standard'],
])('a Nest application on %s, preset %s', (adapter, preset) => {
  let traced: NodeServer;
  let untraced: NodeServer;

  beforeAll(async () => {
    traced = await serve({ ADAPTER: adapter, TRACING_PRESET: preset });
    untraced = await serve({ ADAPTER: adapter, UNTRACED: 'yes' });
  });

  it.each(EXPECTED)('has one right SERVER span of a request that $name', async (expected) => {
    const { answer, trace } = await request(traced, expected);
    const { status, handler, routedFirstBy, fails = false } = expected;
    const route = routedFirstBy?.adapter === adapter ? routedFirstBy.route : expected.route;
    const server = serverSpanOf(trace);
    const method = expected.body === undefined ? 'GET' : 'POST';
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const template = route === undefined ? undefined : `${CONTROLLER}${route}`;
    expect(server.name).toBe(template === undefined ? method : `${method} ${template}`);
    expect(server.attributes['http.route']).toBe(template);
    expect(server.attributes['http.response.status_code']).toBe(status);
    expect(server.status.code).toBe(status < 500 ? 'UNSET' : 'ERROR');

    // OpenTelemetry's own instrumentation names the handler's span after the method alone.
    const handlers = trace.spans.filter(
      ({ attributes }) => attributes['nestjs.type'] === 'handler',
    );
    const handlerName = preset === 'native' ? `OrdersController.${handler}` : handler;
    expect(handlers.map(({ name }) => name)).toEqual(handler ? [handlerName] : []);
    expect(handlers.map(({ status: { code } }) => code)).toEqual(
      handler ? [fails || status >= 500 ? 'ERROR' : 'UNSET'] : [],
    );
    const hasError = trace.spans.some((span) => span.status.code === 'ERROR');
    expect(hasError).toBe(status >= 500 || fails);
  });

  it('never mixes requests that run at once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 100));
    const traces = await Promise.all(
      ids.map(async (id) => {
        const { trace } = await request(traced, { name: '', path: `/${id}`, status: 200 });
        serverSpanOf(trace);
        return trace.find(({ name }) => name === 'OrdersService.find');
      }),
    );
    expect(traces.map((span) => span?.attributes['order.id'])).toEqual(ids.map(Number));
  });

  it.each(EXPECTED)(
    'answers byte for byte as without tracing when a request $name',
    async (expected) => {
      const traceparent = `00-${randomBytes(16).toString('hex')}-${'1'.repeat(16)}-01`;
      const answer = await answerTo(expected, traced, traceparent);
      expect(answer).toBe(await answerTo(expected, untraced, traceparent));
    },
  );

  it('ends by SIGTERM as it does without tracing', async () => {
    const ends = await Promise.all([traced.stop(), untraced.stop()]);
    expect(ends.map(({ code, signal }) => ({ code, signal }))).toEqual([
      { code: null, signal: 'SIGTERM' },
      { code: null, signal: 'SIGTERM' },
    ]);
  });
});
