import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { HeldTraces } from '../arrival/held-traces.fixture.js';
import { endTest } from '../runners/end-test.js';
import { enterTest } from '../running/running-test.js';
import { makeSpans } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import { type CapturedRequest, captureTrace } from './capture-trace.js';

/** The spans of services that answered one request each. */
function answers({ traceId, spanId }: CapturedRequest, ...names: readonly string[]): Span[] {
  const planned = names.map((name) => ({ service: 'orders', name, at: [0, 1] as const }));
  return makeSpans(...planned.map((span) => ({ ...span, parentSpanId: spanId }))).map((span) => ({
    ...span,
    traceId,
  }));
}

describe('captureTrace', () => {
  it('hands out headers, and returns the trace of the requests with what was returned', async () => {
    const source = new HeldTraces();
    const requests: CapturedRequest[] = [];
    const { trace, result } = await captureTrace(
      async (request) => {
        requests.push(request);
        source.add(...answers(request, 'GET /orders'));
        return 200;
      },
      { source },
    );
    const [request] = requests;
    expect(request?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(request?.traceparent).toContain(`-${request?.traceId}-${request?.spanId}-`);
    expect(request?.headers).toEqual({ traceparent: request?.traceparent });
    expect([result, trace.traceId, trace.root.name]).toEqual([
      200,
      request?.traceId,
      'GET /orders',
    ]);
  });

  it('takes the trace of several requests for complete', async () => {
    const source = new HeldTraces();
    const { trace } = await captureTrace(
      (request) => source.add(...answers(request, 'GET /orders', 'POST /orders')),
      { source },
    );
    expect(trace.roots.map(({ name }) => name)).toEqual(['GET /orders', 'POST /orders']);
    expect([trace.complete, trace.orphans.length]).toEqual([true, 0]);
  });

  it('makes another trace id for each call, and for each name', async () => {
    const source = new HeldTraces();
    const idOf = async (name: string): Promise<string> => {
      const send = (request: CapturedRequest): void => source.add(...answers(request, 'GET'));
      return (await captureTrace(send, { source, name })).trace.traceId;
    };
    const ids = [await idOf('a'), await idOf('a'), await idOf('b')];
    expect(new Set(ids).size).toBe(3);
  });

  it('says what is missing, and the seed that repeats the trace id', async () => {
    const source = new HeldTraces();
    const capture = captureTrace(() => {}, { source, timeoutMillis: 100 });
    await expect(capture).rejects.toThrow(
      /within 0\.1 s\. No span of it arrived; is anything exporting to the spec\?\n  Repeat its trace id: TRACED_SEED=[0-9a-f]{8}$/,
    );
  });

  it('fails as the function fails', async () => {
    const failure = new Error('connection refused');
    const capture = captureTrace(() => Promise.reject(failure), { source: new HeldTraces() });
    await expect(capture).rejects.toBe(failure);
  });

  it('writes its trace when the test fails, for whatever reason, and not otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'traced-reports-'));
    process.env['TRACED_REPORTS'] = folder;
    const source = new HeldTraces();
    for (const failed of [false, true]) {
      const name = `a test that ${failed ? 'fails' : 'passes'}`;
      const test = enterTest({ name, file: '/app/order.spec.ts', timeoutMillis: Infinity });
      await captureTrace((request) => source.add(...answers(request, 'GET /orders')), { source });
      endTest(test, { failed });
    }
    process.env['TRACED_REPORTS'] = 'off';
    const files = (await readdir(folder)).toSorted();
    expect(files).toEqual([
      expect.stringMatching(/^order\.spec-a-test-that-fails-[0-9a-f]{8}\.otlp\.json$/),
      expect.stringMatching(/^order\.spec-a-test-that-fails-[0-9a-f]{8}\.txt$/),
    ]);
    const [json = '', text = ''] = await Promise.all(
      files.map((file) => readFile(join(folder, file), 'utf8')),
    );
    expect(JSON.parse(json)).toHaveProperty(
      'resourceSpans.0.scopeSpans.0.spans.0.name',
      'GET /orders',
    );
    expect(text).toContain('GET /orders');
  });
});
