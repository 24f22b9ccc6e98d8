import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { JaegerSource } from '../sources/jaeger-source.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { TRACE_ID, makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { CONTENT_TYPES, post } from './otlp-requests.fixture.js';
import { OtlpReceiver } from './otlp-receiver.js';

const PING_ID = '0000000000000000000000000000cafe';

const PING = new Trace(
  makeSpans({
    service: 'ping',
    name: 'GET /ping',
    kind: 'SERVER',
    at: [1_000, 1_002.5],
    attributes: { 'http.route': '/ping', retries: 3, ratio: 0.5, fast: true },
    events: [{ name: 'cache', attributes: { hit: 'no' } }],
  }).map((span) => ({ ...span, traceId: PING_ID })),
);

const ALWAYS =
  'query.start_time_min=2026-01-01T00:00:00Z&query.start_time_max=2027-01-01T00:00:00Z';

describe("Jaeger's query API of an OtlpReceiver", () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    for (const trace of [declinedOrder(), PING]) {
      const headers = { 'content-type': CONTENT_TYPES.json };
      await post(receiver.endpoint, JSON.stringify(toOtlpJson(trace)), headers);
    }
  });

  afterAll(async () => {
    await receiver.stop();
  });

  async function get(path: string): Promise<{ status: number; json: unknown }> {
    const response = await fetch(`${receiver.endpoint}/api/v3/${path}`);
    return { status: response.status, json: await response.json() };
  }

  /** Returns the ids of the traces that a search finds, in the order in which it finds them. */
  async function find(query: string): Promise<string[]> {
    const { json } = await get(`traces?${query}`);
    const ids = JSON.stringify(json).matchAll(/"traceId":"(\w+)"/g);
    return [...new Set(Array.from(ids, ([, id = '']) => id))];
  }

  it('is read by JaegerSource as Jaeger is', async () => {
    const trace = await new JaegerSource(receiver.endpoint)
      .trace(TRACE_ID)
      .complete({ quietMillis: 1 });
    expect(trace.spans).toEqual(declinedOrder().spans);
  });

  it.each([
    ['hex digits', PING_ID],
    ['hex digits in upper case', PING_ID.toUpperCase()],
    ['hex digits without leading zeros', 'cafe'],
    ['base64', encodeURIComponent(Buffer.from(PING_ID, 'hex').toString('base64'))],
    ['base64 for URLs', Buffer.from(PING_ID, 'hex').toString('base64url')],
  ])('finds a trace by its id in %s', async (_, id) => {
    const { status, json } = await get(`traces/${id}`);
    expect(status).toBe(200);
    expect(json).toEqual({ result: JSON.parse(JSON.stringify(toOtlpJson(PING))) });
  });

  it('answers an unknown trace with 404 and the error of Jaeger', async () => {
    await expect(get(`traces/${'a'.repeat(32)}`)).resolves.toEqual({
      status: 404,
      json: { error: { httpCode: 404, message: 'No traces found' } },
    });
  });

  it.each(['xyz', '%zz', 'a'.repeat(33)])('answers the trace id %s with 400', async (id) => {
    await expect(get(`traces/${id}`)).resolves.toMatchObject({ status: 400 });
  });

  it('lists services and their operations', async () => {
    await expect(get('services')).resolves.toEqual({
      status: 200,
      json: { services: ['orders', 'payments', 'ping', 'users'] },
    });
    await expect(get('operations?service=users')).resolves.toEqual({
      status: 200,
      json: {
        operations: [
          { name: 'GET /users/:id', spanKind: 'server' },
          { name: 'UsersService.findOne', spanKind: 'internal' },
          { name: 'SELECT users', spanKind: 'client' },
        ],
      },
    });
    await expect(get('operations?service=users&span_kind=client')).resolves.toMatchObject({
      json: { operations: [{ name: 'SELECT users' }] },
    });
  });

  it('finds the latest traces first, and no more than were asked for', async () => {
    expect(await find(ALWAYS)).toEqual([PING_ID, TRACE_ID]);
    expect(await find(`${ALWAYS}&query.num_traces=1`)).toEqual([PING_ID]);
    expect(await find(`${ALWAYS}&query.search_depth=1`)).toEqual([PING_ID]);
    expect(await find(`${ALWAYS}&query.searchDepth=1`)).toEqual([PING_ID]);
  });

  it.each([
    ['service_name=ping', [PING_ID]],
    ['serviceName=payments', [TRACE_ID]],
    ['service_name=nobody', []],
    ['operation_name=GET%20/ping', [PING_ID]],
    ['operationName=chargeCard', [TRACE_ID]],
    ['service_name=ping&query.operation_name=chargeCard', []],
    ['duration_min=100ms', [TRACE_ID]],
    ['durationMin=0.41s', [TRACE_ID]],
    ['duration_min=1m', []],
    ['service_name=ping&query.duration_max=2500us', [PING_ID]],
    ['service_name=ping&query.durationMax=2499999ns', []],
    ['attributes={"error":"true"}', [TRACE_ID]],
    ['attributes={"error":"true"}&query.service_name=ping', []],
    ['attributes={"error":"false"}&query.service_name=ping', [PING_ID]],
    ['attributes={"http.route":"/ping"}', [PING_ID]],
    ['attributes={"http.route":"/ping","retries":"3","ratio":"0.5","fast":"true"}', [PING_ID]],
    ['attributes={"http.route":"/ping","retries":"4"}', []],
    ['attributes={"hit":"no"}', [PING_ID]],
    ['attributes={"service.name":"ping"}', [PING_ID]],
    ['attributes={"resource.service.name":"ping"}', [PING_ID]],
    ['attributes={"resource.http.route":"/ping"}', []],
    ['attributes={"span.kind":"server","span.status":"unset"}&query.service_name=ping', [PING_ID]],
    ['attributes={"scope.name":"@traced/nest","scope.version":"1.0.0"}', [PING_ID, TRACE_ID]],
    ['attributes={"constructor":"x"}', []],
  ])('finds by query.%s', async (query, ids) => {
    expect(await find(`${ALWAYS}&query.${query}`)).toEqual(ids);
  });

  it('finds by the time at which a span started', async () => {
    const [start] = PING.spans;
    const at = new Date(Number((start?.startTimeUnixNano ?? 0n) / 1_000_000n)).toISOString();
    const after = at.replace('Z', '000001Z');
    const never = '2030-01-01T00:00:00Z';
    expect(await find(`query.startTimeMin=${at}&query.startTimeMax=${never}`)).toEqual([PING_ID]);
    expect(await find(`query.startTimeMin=${after}&query.startTimeMax=${never}`)).toEqual([]);
    expect(
      await find(`query.startTimeMin=2026-01-01T00:00:00%2B01:00&query.startTimeMax=${at}`),
    ).toContain(PING_ID);
  });

  it.each([
    ['', 'query.startTimeMin and query.startTimeMax are required'],
    ['query.start_time_min=yesterday', 'malformed parameter query.startTimeMin'],
    [`${ALWAYS}&query.num_traces=0`, 'malformed parameter query.searchDepth'],
    [`${ALWAYS}&query.duration_min=5`, 'malformed parameter query.durationMin'],
    [`${ALWAYS}&query.attributes={"a":1}`, 'malformed parameter query.attributes'],
    [`${ALWAYS}&query.attributes=a`, 'malformed parameter query.attributes'],
  ])('answers the query "%s" with 400', async (query, message) => {
    await expect(get(`traces?${query}`)).resolves.toEqual({
      status: 400,
      json: { error: { httpCode: 400, message } },
    });
  });

  it('answers what is not part of it with 404', async () => {
    const response = await fetch(`${receiver.endpoint}/api/v3/trace-summaries`);
    expect(response.status).toBe(404);
  });
});
