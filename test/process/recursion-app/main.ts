import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { startTracing } from '@traced/nest/sdk';
import { TRACED, UNTRACED, type Reach, reachOf, recursions } from './recursions.js';

/** What became of something that calls itself without end. */
export interface Report {
  readonly name: string;
  readonly untraced: Reach;
  readonly traced: Reach;
  /** Spans, by the processors of the application. */
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** Spans of a call that calls another one, afterwards. */
  readonly afterwards: number;
}

const counts = { started: 0, ended: 0, failed: 0 };

function start(): void {
  startTracing({
    spanProcessors: [
      {
        onStart: () => void (counts.started += 1),
        onEnd({ attributes }) {
          counts.ended += 1;
          if (attributes['error.type'] === 'RangeError') counts.failed += 1;
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
}

async function spansAfterwards(): Promise<number> {
  const before = counts.ended;
  const inner = TRACED.fn(async () => setImmediate());
  await TRACED.fn(async () => inner())();
  return counts.ended - before;
}

async function report(name: string): Promise<Report> {
  const recursion = recursions[name] ?? (() => 'unknown');
  const untraced = await reachOf(recursion, UNTRACED);
  Object.assign(counts, { started: 0, ended: 0, failed: 0 });
  const traced = await reachOf(recursion, TRACED);
  await setImmediate();
  return { name, untraced, traced, ...counts, afterwards: await spansAfterwards() };
}

async function reports(): Promise<Report[]> {
  const all: Report[] = [];
  for (const name of Object.keys(recursions)) all.push(await report(name));
  return all;
}

/** In a request to this process, whose caller has decided whether it is sampled. */
async function reportsInRequest(sampled: '00' | '01'): Promise<Report[]> {
  const server = createServer((_request, response) => {
    void reports().then((all) => response.end(JSON.stringify(all)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-${sampled}`;
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { traceparent } });
  const all = (await response.json()) as Report[];
  server.close();
  return all;
}

const MODES: Readonly<Record<string, () => Promise<Report[]>>> = {
  'without an SDK': reports,
  'outside a request': reports,
  'in a sampled request': () => reportsInRequest('01'),
  'in an unsampled request': () => reportsInRequest('00'),
};

const [mode = ''] = process.argv.slice(2);
if (mode !== 'without an SDK') start();
console.log(JSON.stringify(await MODES[mode]?.()));
process.exit(0);
