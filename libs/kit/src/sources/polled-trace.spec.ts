import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PendingTrace } from '../arrival/pending-trace.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { JaegerServer, found } from './jaeger.fixture.js';
import { PolledTrace } from './polled-trace.js';
import { QueryApi } from './query-api.js';
import { SpanReader } from './read-spans.js';
import { CHILD, ROOT } from './source-contract.fixture.js';

const READ_MILLIS = 100;

describe('PolledTrace', () => {
  it('reads a trace that takes long to read more seldom, but at the end of the quiet time', async () => {
    const answers: (readonly Span[])[] = [[ROOT], [ROOT, CHILD]];
    let reads = 0;
    const source = new PolledTrace('a slow place', async () => {
      await sleep(READ_MILLIS);
      return answers[Math.min(reads++, 1)];
    });
    const pending = new PendingTrace(TRACE_ID, source);
    // The pause after the first read is longer than the quiet time.
    const trace = await pending.complete({ quietMillis: 2 * READ_MILLIS });
    expect(trace.spans).toHaveLength(2);
    expect(reads).toBe(3);
  });
});

describe('SpanReader', () => {
  it('does not decode an answer that is the same as the last one', async () => {
    const server = await JaegerServer.start();
    const reader = new SpanReader(new QueryApi({ name: 'Jaeger', url: server.url, hint: '' }));
    server.answerWith(found([ROOT]), found([ROOT]), found([ROOT, CHILD]));
    await expect(reader.read(TRACE_ID)).resolves.toHaveLength(1);
    await expect(reader.read(TRACE_ID)).resolves.toBeUndefined();
    await expect(reader.read(TRACE_ID)).resolves.toHaveLength(2);
    await server.stop();
  });
});
