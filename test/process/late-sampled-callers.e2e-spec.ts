import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type SpanNode } from '@traced/kit';
import { type NodeServer, serveNode } from '../support/run-node.js';

/** Answers with the status that it is asked for; or asks its callee, and turns what that answers into another. */
const SERVICE = `
  import { createServer } from 'node:http';
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://service');
    response.statusCode = Number(searchParams.get('status') ?? 200);
    if (!pathname.startsWith('/handed-on')) return response.end(JSON.stringify(request.rawHeaders));
    const status = searchParams.get('callee') ?? 200;
    const answer = await fetch(process.env.CALLEE + '/called?status=' + status, {
      headers: { 'x-received': JSON.stringify(request.headers) },
    });
    response.end(await answer.text());
  });
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

const UNSAMPLED = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };

describe('a caller and its callee, neither of which samples anything', () => {
  let receiver: OtlpReceiver;
  let directory: string;
  const running: NodeServer[] = [];

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    directory = await mkdtemp(join(tmpdir(), 'traced-callers-'));
    await writeFile(join(directory, 'service.mjs'), SERVICE);
  });
  afterEach(stopAll);
  afterAll(async () => {
    await receiver.stop();
    await rm(directory, { recursive: true });
  });

  /** Ends the processes by SIGTERM, so that all they have to say has been said. */
  async function stopAll(): Promise<void> {
    await Promise.all(running.splice(0).map((service) => service.stop()));
  }

  async function start(name: string, env: Record<string, string>): Promise<NodeServer> {
    const exporter = { OTEL_SERVICE_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    const service = await serveNode(
      ['--import', '@traced/nest/register', join(directory, 'service.mjs')],
      { cwd: 'libs/tracing', env: { ...UNSAMPLED, ...exporter, ...env } },
    );
    running.push(service);
    return service;
  }

  /** The URL of the caller. */
  async function startBoth(name: string, env: Record<string, string> = {}): Promise<string> {
    const callee = await start(`${name}-callee`, env);
    const caller = await start(`${name}-caller`, { ...env, CALLEE: callee.url });
    return caller.url;
  }

  /** What the two called so have exported, the caller's first, once they have ended. */
  async function spansOf(name: string): Promise<readonly SpanNode[]> {
    await stopAll();
    const spans = receiver.traces().flatMap((trace) => trace.spans);
    return spans
      .filter(({ service }) => service.startsWith(name))
      .toSorted((a, b) => b.service.localeCompare(a.service) || a.kind.localeCompare(b.kind));
  }

  it.each([402, 200])(
    'are exported if the callee fails and the caller answers %d',
    async (status) => {
      const name = `turned-${status}`;
      const caller = await startBoth(name);
      for (const callee of [200, 503, 404]) {
        const response = await fetch(`${caller}/handed-on?callee=${callee}&status=${status}`);
        expect(response.status).toBe(status);
        expect(response.headers.has('traceresponse')).toBe(callee === 503);
        await response.body?.cancel();
      }
      const [root, below, ...others] = await spansOf(name);
      expect(others).toEqual([]);
      expect(root).toMatchObject({
        kind: 'SERVER',
        status: { code: 'UNSET' },
        attributes: { 'sampling.late': 'downstream', 'http.response.status_code': status },
      });
      expect(below).toMatchObject({
        kind: 'SERVER',
        traceId: root?.traceId,
        parentSpanId: root?.spanId,
        attributes: { 'sampling.late': 'error', 'http.response.status_code': 503 },
      });
    },
  );

  it('are not exported while late sampling is off', async () => {
    const caller = await startBoth('nothing', { TRACING_LATE_SAMPLING: 'off' });
    await fetch(`${caller}/handed-on?callee=503&status=500`);
    expect(await spansOf('nothing')).toEqual([]);
  });

  it('are not both exported if the caller does not trust the callee', async () => {
    const caller = await startBoth('distrusting', {
      TRACING_LATE_SAMPLING_TRUSTED_CALLEES: '10.0.0.0/8',
    });
    await fetch(`${caller}/handed-on?callee=503&status=200`);
    const spans = await spansOf('distrusting');
    expect(spans.map(({ service }) => service)).toEqual(['distrusting-callee']);
  });

  it('are sampled by a secret that goes nowhere', async () => {
    const secret = 'correct horse battery';
    const caller = await startBoth('forced', { TRACING_FORCE_SAMPLING_SECRET: secret });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    for (const value of [`${secret}!`, secret]) {
      const headers = { 'x-force-sampling': value, traceparent };
      const response = await fetch(`${caller}/handed-on`, { headers });
      expect(await response.text()).not.toMatch(/force-sampling|battery/i);
    }
    const spans = await spansOf('forced');
    expect(spans.map(({ service, kind }) => [service, kind])).toEqual([
      ['forced-caller', 'CLIENT'],
      ['forced-caller', 'SERVER'],
      ['forced-callee', 'SERVER'],
    ]);
    expect(inspect(spans, { depth: null })).not.toContain('battery');
  });
});
