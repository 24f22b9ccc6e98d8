import { once } from 'node:events';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, context, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { collectGarbage } from '../../../../test/collect-garbage.js';
import { recordDiagMessages } from '../../../../test/diag-messages.js';
import { listen } from '../../../../test/http-kinds.js';
import { SpanRecorder } from '../../../../test/span-recorder.js';
import { until } from '../../../../test/until.js';
import { instrumentHttpClients } from '#http/client/instrument-http-clients.js';
import { JaegerRemoteSampler } from './jaeger-remote-sampler.js';

const recorder = new SpanRecorder();
const warnings = recordDiagMessages();

/** The strategies by which everything, or nothing, is sampled. */
const ALL = '{"strategyType":0,"probabilisticSampling":{"samplingRate":1}}';
const NONE = '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0}}';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const say =
  (text: string, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, { location: '/elsewhere' }).end(text);

let answer: Answer;
let server: Server;
let port: number;
let requests: IncomingMessage[];
let stopping: AbortController;

beforeEach(async () => {
  requests = [];
  warnings.length = 0;
  stopping = new AbortController();
  answer = say(ALL);
  server = http.createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  port = Number(new URL(await listen(server, 'http')).port);
});
afterEach(async () => {
  stopping.abort();
  await hangUp();
});

async function hangUp(): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

interface Started {
  readonly pollingIntervalMillis?: number;
  readonly initialSamplingRate?: number;
  readonly name?: () => Promise<string>;
}

function start({
  pollingIntervalMillis = 2,
  initialSamplingRate = 0,
  name = () => Promise.resolve('orders'),
}: Started = {}): JaegerRemoteSampler {
  const endpoint = new URL(`http://127.0.0.1:${port}/sampling?tenant=a`);
  const settings = { endpoint, pollingIntervalMillis, initialSamplingRate };
  return new JaegerRemoteSampler(settings, { name, stop: stopping.signal });
}

function samples(sampler: JaegerRemoteSampler): boolean {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const { INTERNAL } = SpanKind;
  const { decision } = sampler.shouldSample(ROOT_CONTEXT, traceId, 'job', INTERNAL, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** Waits until the sampler has fetched the strategy `times` more times. */
async function asked(times: number): Promise<void> {
  const enough = requests.length + times;
  await until(() => requests.length >= enough);
  expect(requests.length).toBeGreaterThanOrEqual(enough);
}

describe('JaegerRemoteSampler', () => {
  it('asks for the strategy of its service, again and again', async () => {
    start({ name: () => Promise.resolve('my orders') });
    await asked(3);
    expect(requests.map(({ method, url }) => `${method} ${url}`).slice(0, 3)).toEqual(
      Array(3).fill('GET /sampling?tenant=a&service=my+orders'),
    );
  });

  it('waits between one time and the next', async () => {
    const sampler = start({ pollingIntervalMillis: 1_000_000 });
    await until(() => samples(sampler));
    const asks = performance.now() + 50;
    await until(() => performance.now() > asks);
    expect(requests).toHaveLength(1);
  });

  it.each([
    [1, true],
    [0, false],
  ])('samples a ratio of %d until it has an answer', async (initialSamplingRate, sampled) => {
    answer = () => {};
    const sampler = start({ initialSamplingRate });
    expect(samples(sampler)).toBe(sampled);
    await asked(1);
    expect(samples(sampler)).toBe(sampled);
  });

  it('samples as it is told, and otherwise as soon as it is told otherwise', async () => {
    const sampler = start();
    await until(() => samples(sampler));
    expect(samples(sampler)).toBe(true);
    answer = say(NONE);
    await until(() => !samples(sampler));
    expect(samples(sampler)).toBe(false);
    answer = say('{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":0.001}}');
    await until(() => samples(sampler));
    await asked(3);
    expect(samples(sampler)).toBe(false);
    expect(warnings).toEqual([]);
  });

  it('goes on with the last strategy while the endpoint is away, says so once, and finds it again', async () => {
    const sampler = start();
    await until(() => samples(sampler));
    await hangUp();
    await until(() => warnings.length > 0);
    expect(samples(sampler)).toBe(true);
    answer = say(NONE);
    server.listen(port, '127.0.0.1');
    await until(() => !samples(sampler));
    expect(samples(sampler)).toBe(false);
    expect(warnings).toEqual([
      `The sampling strategy could not be fetched from 127.0.0.1:${port}/sampling.`,
    ]);
  });

  it.each<[string, Answer]>([
    ['an error', say(NONE, 500)],
    ['no such service', say(NONE, 404)],
    ['a redirect', say(NONE, 302)],
    ['text', say('none of it')],
    ['a strategy of another kind', say('{"strategyType":7}')],
    ['numbers that are none', say('{"probabilisticSampling":{"samplingRate":"0"}}')],
    ['a mebibyte and more', say(`${NONE}${' '.repeat(1024 * 1024)}`)],
    [
      'half of an answer',
      (_, response) => response.write(NONE.slice(0, 9), () => response.destroy()),
    ],
    ['what is no HTTP', ({ socket }) => socket.end('SSH-2.0\r\n')],
  ])('keeps its strategy when it is answered %s, and says so once', async (_, bad) => {
    const sampler = start();
    await until(() => samples(sampler));
    answer = bad;
    await until(() => warnings.length > 0);
    await asked(3);
    expect(samples(sampler)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(requests.some(({ url }) => url === '/elsewhere')).toBe(false);
  });

  it('says so again when it fails after it has worked again', async () => {
    const sampler = start();
    await until(() => samples(sampler));
    answer = say('', 500);
    await until(() => warnings.length > 0);
    answer = say(NONE);
    await until(() => !samples(sampler));
    answer = say('', 500);
    await until(() => warnings.length > 1);
    expect(warnings).toHaveLength(2);
  });

  it('takes a name that cannot be had for a failure', async () => {
    start({ name: () => Promise.reject(new Error('no name')) });
    await until(() => warnings.length > 0);
    expect(warnings).toHaveLength(1);
    expect(requests).toEqual([]);
  });

  it('neither traces its requests nor sends a trace context along', async () => {
    const restore = instrumentHttpClients();
    const span = trace.getTracer('test').startSpan('job');
    context.with(trace.setSpan(context.active(), span), () => void start());
    await asked(3);
    span.end();
    restore();
    expect(requests.filter(({ headers }) => 'traceparent' in headers)).toEqual([]);
    expect(recorder.spans.map(({ name }) => name)).toEqual(['job']);
  });

  it('asks no more when it is stopped, not even while it asks, and says nothing of it', async () => {
    const closed = Promise.withResolvers<void>();
    answer = ({ socket }) => socket.on('close', () => closed.resolve());
    let asks = 0;
    const name = async (): Promise<string> => `orders ${++asks}`;
    const sampler = start({ name });
    await asked(1);
    stopping.abort();
    await closed.promise;
    const soon = performance.now() + 50;
    await until(() => performance.now() > soon);
    expect(requests).toHaveLength(1);
    expect(asks).toBe(1);
    expect(warnings).toEqual([]);
    expect(samples(sampler)).toBe(false);
  });

  it('is held by no timer once it is stopped', async () => {
    let isCollected = false;
    const registry = new FinalizationRegistry(() => {
      isCollected = true;
    });
    const startAndStop = async (): Promise<void> => {
      const sampler = start({ pollingIntervalMillis: 3_600_000 });
      registry.register(sampler, undefined);
      await until(() => samples(sampler));
      stopping.abort();
    };
    await startAndStop();
    await collectGarbage(() => isCollected);
    expect(isCollected).toBe(true);
  });

  it('describes itself by its endpoint and by what it samples by', async () => {
    const sampler = start();
    expect(String(sampler)).toContain('/sampling?tenant=a, TraceIdRatioBased{0}}');
    await until(() => samples(sampler));
    expect(String(sampler)).toContain('JaegerStrategy{"others":{"ratio":1}');
  });
});
