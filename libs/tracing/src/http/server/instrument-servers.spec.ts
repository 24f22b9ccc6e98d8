import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { endedSpan } from '../../../test/ended-span.js';
import { type Call, HTTP_KINDS, type Running } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from './instrument-servers.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

/** The trace and the flag that are active at each point of serving a request. */
type Seen = Record<string, string>;

const recorder = new SpanRecorder();
let restore: () => void;

beforeAll(() => {
  restore = instrumentServers(['/health']);
});
afterEach(() => recorder.reset());
afterAll(() => restore());

function activeTrace(): string {
  const active = trace.getActiveSpan()?.spanContext();
  return active ? `${active.traceId}-0${active.traceFlags}` : 'none';
}

/** Answers with the active traces and flags once the body was read. */
function serve({ path, request, response, respond }: Call): void {
  const seen: Seen = { handler: activeTrace() };
  const record = (point: string) => (): void => void (seen[point] = activeTrace());
  if (path === '/hang') {
    respond(200);
    response.write('begun');
    return;
  }
  if (path.startsWith('/status/')) {
    respond(Number(path.slice(-3)));
    response.end();
    return;
  }
  request.on('data', record('data'));
  request.on('end', () => {
    record('end')();
    if (path.startsWith('/health')) trace.getTracer('spec').startSpan('never').end();
    setTimeout(() => {
      record('timer')();
      respond(200);
      response.write('[');
      response.end(`${JSON.stringify(seen)}]`);
    }, 1);
  });
  response.on('finish', () => finished.push(activeTrace()));
  request.on('close', () => closed.push(activeTrace()));
}

const finished: string[] = [];
const closed: string[] = [];

describe.each(HTTP_KINDS)('a request by %s', (_, scheme, protocolVersion, start) => {
  let running: Running;

  beforeAll(async () => {
    running = await start(serve);
  });
  afterEach(() => {
    finished.length = 0;
    closed.length = 0;
  });
  afterAll(() => running.close());

  async function post(traceparent: string): Promise<Seen> {
    const { body } = await running.send({
      method: 'POST',
      path: '/orders',
      headers: { traceparent },
      body: ['one', 'two', 'three'],
    });
    const [seen] = JSON.parse(body) as [Seen];
    return seen;
  }

  it('is one SERVER span with the stable attributes', async () => {
    await running.send({ path: '/orders/7?token=s3cret', headers: { 'user-agent': 'spec/1' } });
    const span = await endedSpan(recorder, 'GET');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.scheme': scheme,
      'url.path': '/orders/7',
      'url.query': 'token=REDACTED',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(running.origin).port),
      'client.address': '127.0.0.1',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': expect.any(Number),
      'network.protocol.version': protocolVersion,
      'user_agent.original': 'spec/1',
    });
    expect(recorder.started).toBe(1);
  });

  it.each(['00', '01'])(
    'with flag %s has its span active in all code that serves it',
    async (flag) => {
      const seen = await post(`00-${TRACE_ID}-${CALLER}-${flag}`);
      const active = `${TRACE_ID}-${flag}`;
      expect(seen).toEqual({ handler: active, data: active, end: active, timer: active });
      // When the next request has ended, so has this one.
      await running.send({ path: '/status/204' });
      expect({ finished, closed }).toEqual({ finished: [active], closed: [active] });
      expect(recorder.spans.filter(({ name }) => name === 'POST')).toHaveLength(Number(flag));
    },
  );

  it('continues the trace of its caller', async () => {
    await post(`00-${TRACE_ID}-${CALLER}-01`);
    const span = await endedSpan(recorder, 'POST');
    expect(span.parentSpanContext).toMatchObject({ spanId: CALLER, isRemote: true });
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('ends its span without a body: %s, %i', async (method, status) => {
    await running.send({ method, path: `/status/${status}` });
    const { attributes } = await endedSpan(recorder, method);
    expect(attributes['http.response.status_code']).toBe(status);
    expect(attributes).not.toHaveProperty('nestjs.request.aborted');
  });

  it('is an ERROR if it is answered by 500', async () => {
    await running.send({ path: '/status/500' });
    const { status, attributes } = await endedSpan(recorder, 'GET');
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributes['error.type']).toBe('500');
  });

  it('is marked, and no ERROR, if its client disconnects', async () => {
    await running.sendAndLeave({ path: '/hang' });
    const { status, attributes } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes['nestjs.request.aborted']).toBe(true);
    expect(attributes['http.response.status_code']).toBe(200);
  });

  it('has its own trace among others that run at once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => String(index).padStart(32, 'a'));
    const all = await Promise.all(ids.map((id) => post(`00-${id}-${CALLER}-01`)));
    expect(all.map((seen) => Object.values(seen))).toEqual(
      ids.map((id) => Array(4).fill(`${id}-01`)),
    );
  });

  it('is not traced under an excluded path', async () => {
    const sent = { method: 'POST', path: '/health?verbose', body: ['one', 'two'] };
    const { body } = await running.send(sent);
    expect(JSON.parse(body)).toEqual([
      { handler: 'none', data: 'none', end: 'none', timer: 'none' },
    ]);
    await running.send({ path: '/status/204' });
    await endedSpan(recorder, 'GET');
    expect(recorder.started).toBe(1);
  });
});
