import '@traced/kit/jest';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { span, toOtlpJson } from '@traced/kit';
import { keyLookup, payment, placing, storing, userLookup } from './order-spans.js';
import { runNode } from '../support/run-node.js';
import { Shop } from './shop.js';
import { missingOrder, placedOrder } from './standard-spans.js';

const NOBODY = '00000000-0000-4000-8000-000000000000';

describe.each([
  ['native', placing(201, [keyLookup, userLookup, payment, storing])],
  ['standard', placedOrder],
])('an order under the preset %s', (preset, order) => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open({ env: { TRACING_PRESET: preset } });
  });
  afterAll(() => shop.close());

  it('is one trace over three services, from the request to the last query', async () => {
    const { status, trace } = await shop.placeOrder();
    expect(status).toBe(201);
    await expect(trace).toMatchTrace(order);
  });

  it('is never mixed with orders that are placed in parallel', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.placeOrder()));
    await Promise.all(
      answers.map(async ({ body, trace }) => {
        await expect(trace).toMatchTrace(order);
        await expect(trace).toContainSpan(
          span('OrdersService.place', { attributes: { 'order.id': body.id } }),
        );
      }),
    );
  });
});

describe('the preset standard', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await Shop.open({ env: { TRACING_PRESET: 'standard' } });
  });
  afterAll(() => shop.close());

  it('marks no span as an error for an answer below 500', async () => {
    const { status, trace } = await shop.request('orders', `/orders/${NOBODY}`);
    expect(status).toBe(404);
    await expect(trace).toMatchTrace(missingOrder);
  });

  it('records a failure once, on the innermost span, up to the server of each process', async () => {
    const { status, trace } = await shop.placeOrder(shop.order('tok_error'));
    expect(status).toBe(502);
    const { spans } = await trace.complete();
    const failed = spans.filter(({ status: { code } }) => code === 'ERROR');
    expect(failed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /orders', 'OrdersController.place', 'place', 'chargeCard']),
    );
    const recorded = spans.filter(({ events }) => events.length > 0).map(({ name }) => name);
    expect(recorded.filter((name) => name !== 'checkFraud').sort()).toEqual(
      ['OrdersService.place', 'chargeCard'].sort(),
    );
  });

  it('tells a route from the path of a middleware and from what catches the rest', async () => {
    const script = `
      import express from 'express';
      const app = express();
      app.use('/items', (request, response, next) => next());
      app.get('/items/:id', (request, response) => response.end());
      app.all('/items/*rest', (request, response) => response.status(404).end());
      const server = app.listen(0, '127.0.0.1', async () => {
        const url = 'http://127.0.0.1:' + server.address().port;
        for (const path of ['/items/1', '/items/1/2', '/items']) await (await fetch(url + path)).text();
        server.close();
      });`;
    const args = ['--import', '@traced/nest/register', '--input-type=module', '--eval', script];
    const env = {
      TRACING_PRESET: 'standard',
      OTEL_SERVICE_NAME: 'plain-express',
      OTEL_EXPORTER_OTLP_ENDPOINT: shop.receiver.endpoint,
    };
    expect(await runNode(args, { cwd: 'libs/tracing', env })).toMatchObject({
      code: 0,
      stderr: '',
    });
    const spans = shop.receiver.traces().flatMap((trace) => trace.spans);
    const served = spans.filter(({ service }) => service === 'plain-express');
    expect(served.map(({ name, attributes }) => [name, attributes['http.route']])).toEqual([
      ['GET /items/:id', '/items/:id'],
      ['GET', undefined],
      ['GET', undefined],
    ]);
  });

  it.each([
    ['as events while nothing takes log records', {}, 1, false],
    ['as log records where they are asked for', { OTEL_LOGS_EXPORTER: 'console' }, 0, true],
  ])('records exceptions %s', async (title, more, events, isLogged) => {
    const script = `
      import { traced } from '@traced/nest';
      try {
        traced(process.env.SPAN_NAME, () => { throw new Error('kept'); })();
      } catch {}`;
    const args = ['--import', '@traced/nest/register', '--input-type=module', '--eval', script];
    const env = {
      ...more,
      SPAN_NAME: title,
      TRACING_PRESET: 'standard',
      OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: 'logs',
      OTEL_EXPORTER_OTLP_ENDPOINT: shop.receiver.endpoint,
    };
    const { code, stdout, stderr } = await runNode(args, { cwd: 'libs/tracing', env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.includes('kept')).toBe(isLogged);
    const exported = shop.receiver.traces().find(({ root }) => root.name === title);
    expect(exported?.root.events).toHaveLength(events);
  });

  it('gives a path that nothing serves no route', async () => {
    const { status, trace } = await shop.request('orders', '/nowhere');
    expect(status).toBe(404);
    await expect(trace).toMatchTrace(
      span('GET', { kind: 'SERVER', attributes: { 'http.route': undefined }, children: [] }),
    );
  });
});

describe('what the preset standard exports', () => {
  it('is what was asked for and sampled, without a value of URL, SQL or row', async () => {
    const shop = await Shop.open({ env: { TRACING_PRESET: 'standard' } });
    const emailTaken = { name: 'Ada', email: 'ada@example.com' };
    try {
      await shop.placeOrder();
      await shop.placeOrder(shop.order(), { sampled: false });
      await shop.request('orders', `/orders?userId=${shop.userId}&token=planted-in-the-query`);
      await shop.request('users', '/users', { method: 'POST', body: emailTaken });
      for (const service of ['orders', 'users', 'payments'] as const) {
        await shop.request(service, '/health/live');
        await shop.request(service, '/health/ready?verbose=1');
      }
      await shop.stack.stop();
      const traces = shop.receiver.traces();
      expect(traces.map(({ root }) => root.name).sort()).toEqual([
        'GET /orders',
        'POST /orders',
        'POST /users',
        'POST /users',
      ]);
      const failed = traces
        .flatMap(({ spans }) => spans)
        .filter(({ status }) => status.code === 'ERROR');
      expect(failed).toEqual([
        expect.objectContaining({
          name: 'pg.query:INSERT users',
          status: { code: 'ERROR', message: '' },
        }),
      ]);
      const exported = JSON.stringify(traces.map(toOtlpJson));
      expect(exported).toContain('token=REDACTED');
      for (const value of ['planted-in-the-query', "'pending'", '1 hour', 'ada@example.com']) {
        expect(exported).not.toContain(value);
      }
    } finally {
      await shop.close();
    }
  });
});
