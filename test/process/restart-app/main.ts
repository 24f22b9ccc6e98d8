import { channel, hasSubscribers } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import http, { type IncomingMessage, createServer, get } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { type ProxyTracerProvider, context, propagation, trace } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { traced } from '@traced/nest';
import { startTracing } from '@traced/nest/sdk';

/** What tracing may have put a hand on. */
export interface Surroundings {
  readonly listeners: readonly string[];
  readonly subscribedChannels: readonly string[];
  readonly patched: readonly string[];
  readonly registered: readonly string[];
}

export interface Report {
  readonly before: Surroundings;
  readonly between: Surroundings;
  readonly after: Surroundings;
  /** How often the processor of the application was called, for each start; then in all while stopped. */
  readonly calls: readonly number[];
  readonly callsWhileStopped: number;
  /** How many objects of earlier starts are reachable at the end. */
  readonly stillHeld: number;
  /** What a request that was open when tracing was stopped has made in the end. */
  readonly callsOfOpenRequest: number;
  /** Bytes in use after half of the stops and after all of them, and beyond these while it ran. */
  readonly stopped: readonly number[];
  readonly held: readonly number[];
}

const CHANNELS = [
  'http.client.request.created',
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:create',
  'undici:client:sendHeaders',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
];
// Named here, so that a channel that nobody has is one as well.
for (const name of CHANNELS) channel(name);

const { emit } = EventEmitter.prototype;
const { request } = http;

function surroundings(): Surroundings {
  const listening = process
    .eventNames()
    .map((name) => `${String(name)} ${process.listenerCount(name)}`);
  const prototypes = { 'net.Server': NetServer.prototype, 'http.Server': http.Server.prototype };
  const patched = Object.entries(prototypes).filter(([, prototype]) => prototype.emit !== emit);
  const isTraced =
    trace.getTracer('surroundings').startSpan('span').spanContext().traceId !== '0'.repeat(32);
  return {
    listeners: listening.sort(),
    subscribedChannels: CHANNELS.filter((name) => hasSubscribers(name)),
    patched: [
      ...patched.map(([name]) => name),
      ...(http.request === request ? [] : ['http.request']),
      ...(get === http.get ? [] : ['http.get by name']),
    ],
    registered: [
      ...(isTraced ? ['tracer provider'] : []),
      ...(propagation.fields().length > 0 ? ['propagator'] : []),
      ...(context.with(context.active().setValue(Symbol.for('probe'), 1), () =>
        context.active().getValue(Symbol.for('probe')),
      )
        ? ['context manager']
        : []),
    ],
  };
}

let calls = 0;

/** Returns a span processor such as an application may have, which counts how often it is called. */
function countingProcessor(): SpanProcessor {
  return {
    onStart: () => void (calls += 1),
    onEnd: () => void (calls += 1),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

const answer = traced('answer', () => 'answer');
/** So many spans wait to be exported. */
const answerOften = traced('answer often', () => {
  for (let time = 0; time < 500; time += 1) answer();
});
let release = (): void => {};
const released = new Promise<void>((resolve) => (release = resolve));

const server = createServer((incoming, response) => {
  const open = incoming.url === '/open' ? released : Promise.resolve();
  void open.then(() => response.end(answer()));
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;

async function ask(path = '/'): Promise<string> {
  const [response] = (await once(get({ port, host: '127.0.0.1', path }), 'response')) as [
    IncomingMessage,
  ];
  return text(response);
}

async function bytesInUse(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await setImmediate();
    gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const starts = Number(process.argv[2]);
const keptTracers = new Set([trace.getTracer('before')]);
const before = surroundings();
let between = before;
let callsWhileStopped = 0;
/** Processors, providers and what {@link startTracing} has returned. */
const used: WeakRef<object>[] = [];
const report = { calls: [] as number[], stopped: [] as number[], held: [] as number[] };

/** At the middle and at the end: to collect garbage takes longer than to start. */
function isMeasured(start: number): boolean {
  return (start + 1) % (starts / 2) === 0;
}

function measure(running: number, stopped: number): void {
  report.stopped.push(stopped);
  report.held.push(running - stopped);
}

function registeredProvider(): object {
  return (trace.getTracerProvider() as ProxyTracerProvider).getDelegate();
}

async function askWhileStopped(): Promise<void> {
  calls = 0;
  await ask();
  for (const tracer of keptTracers) tracer.startSpan('of a tracer that was kept').end();
  callsWhileStopped += calls;
}

for (let start = 0; start < starts; start += 1) {
  calls = 0;
  const processor = countingProcessor();
  const tracing = startTracing({ spanProcessors: [processor] });
  used.push(new WeakRef(processor), new WeakRef(registeredProvider()), new WeakRef(tracing));
  const tracer = trace.getTracer('while started');
  if (start < 2) keptTracers.add(tracer);
  await ask();
  answerOften();
  report.calls.push(calls);
  const running = isMeasured(start) ? await bytesInUse() : 0;
  await tracing.shutdown();
  if (start === 0) between = surroundings();
  await askWhileStopped();
  if (isMeasured(start)) measure(running, await bytesInUse());
}

// Of a loop, the last turn's are still at hand.
const stillHeld = used.slice(0, -3).filter((reference) => reference.deref()).length;

const tracing = startTracing({ spanProcessors: [countingProcessor()] });
const open = ask('/open');
await once(server, 'request');
await tracing.shutdown();
calls = 0;
release();
await open;

const all: Report = {
  ...report,
  before,
  between,
  after: surroundings(),
  callsWhileStopped,
  stillHeld,
  callsOfOpenRequest: calls,
};
console.log(JSON.stringify(all));
server.close();
