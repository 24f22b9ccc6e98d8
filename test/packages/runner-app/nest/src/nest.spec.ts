import { startTracing } from '@traced/nest/sdk';
import { type TracedApp, span, traceApp } from '@traced/kit';
import { recordTraces } from '@traced/kit/memory';
import { afterAll, beforeAll, describe, expect, it } from '#runner';
import { AppModule } from './app.module.js';

const request = span('GET /orders/:id', {
  service: 'orders',
  kind: 'SERVER',
  attributes: { 'http.response.status_code': 200 },
  children: [
    span('OrdersController.find', { children: [span('OrdersService.find', { children: [] })] }),
  ],
});

describe('an application of Nest in the process of its test', () => {
  let app: TracedApp;
  beforeAll(async () => {
    app = await traceApp(AppModule, { start: startTracing, service: 'orders' });
  });
  afterAll(() => app.stop());

  it('is traced from its requests to its services', async () => {
    const { trace, result } = await app.captureTrace(({ url, headers }) =>
      fetch(`${url}/orders/7`, { headers }).then((response) => response.json()),
    );
    expect(trace).toMatchTrace(request);
    if (JSON.stringify(result) !== '{"id":"7"}') throw new Error('Expected the order.');
  });

  it('is captured over several requests', async () => {
    const { trace } = await app.captureTrace(async ({ url, headers }) => {
      for (const id of ['1', '2']) await (await fetch(`${url}/orders/${id}`, { headers })).text();
    });
    expect(trace).toHaveSpanCount(6);
    expect(trace).toContainSpan(request);
  });
});

describe('an application that has stopped', () => {
  it('leaves nothing behind: spans can be recorded in memory', () => {
    const recording = recordTraces({ service: 'units' });
    recording.stop();
    if (process.env['OTEL_EXPORTER_OTLP_ENDPOINT'])
      throw new Error('Expected the environment of before.');
  });
});
