import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import { endedSpan } from '../../../test/ended-span.js';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder, inRoot } from '../../../test/span-recorder.js';
import { now } from '#span/clock.js';
import { instrumentHttpClients } from './instrument-http-clients.js';
import { instrumentUndici } from './instrument-undici.js';

const BIG = 'x'.repeat(1_000_000);

const recorder = new SpanRecorder();
const messages = recordDiagMessages();
let server: Server;
let origin: string;
let restore: (() => void)[];

beforeAll(async () => {
  restore = [instrumentUndici(), instrumentHttpClients()];
  server = createServer((incoming, response) => {
    if (incoming.url === '/moved') response.writeHead(302, { location: '/here' });
    response.end(incoming.url === '/big' ? BIG : JSON.stringify(incoming.headers));
  });
  origin = await listen(server, 'http');
});
afterEach(() => recorder.reset());
afterAll(() => {
  for (const undo of restore) undo();
  server.close();
  server.closeAllConnections();
});

describe('fetch', () => {
  it('has a span for each hop, and the server receives the context of the last', async () => {
    const received = await inRoot(async () => (await fetch(`${origin}/moved`)).json());
    expect(recorder.tree()).toBe('root\n  GET\n  GET');
    const last = await endedSpan(recorder, 'GET', { 'http.response.status_code': 200 });
    expect((received as Record<string, string>)['traceparent']).toContain(
      last.spanContext().spanId,
    );
  });

  it('sends the context if its headers are a list', async () => {
    const headers: [string, string][] = [['x-one', '1']];
    const received = await inRoot(async () => (await fetch(origin, { headers })).json());
    expect(received).toMatchObject({ 'x-one': '1', traceparent: expect.any(String) });
  });

  it('is no ERROR when its caller has read enough', async () => {
    await inRoot(async () => (await fetch(`${origin}/big`)).body?.cancel('enough'));
    const { status, events } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(events).toHaveLength(0);
  });

  it('has a span that ends with its answer, if the body is never read', async () => {
    await inRoot(async () => void (await fetch(`${origin}/big`)));
    const answered = now();
    await collectGarbage(() => recorder.spans.length > 1);
    const { status, endTime } = await endedSpan(recorder, 'GET');
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(hrTimeToMilliseconds(endTime)).toBeLessThan(answered);
  });
});

describe('a WebSocket', () => {
  it('sends the context, and has no span', async () => {
    const socket = await inRoot(async () => new WebSocket(origin.replace('http', 'ws')));
    const [incoming, connection] = (await once(server, 'upgrade')) as [IncomingMessage, Duplex];
    connection.end();
    await once(socket, 'error');
    expect(incoming.headers['traceparent']).toContain(recorder.span('root').spanContext().traceId);
    expect(recorder.started).toBe(1);
  });
});

describe('a message that its channel does not document', () => {
  it.each(['undici:request:create', 'http.client.request.created'])(
    'causes a warning, and does not end the process: %s',
    async (name) => {
      await inRoot(async () => channel(name).publish({}));
      await setImmediate();
      expect(messages).toContain('An HTTP request could not be traced.');
    },
  );
});
