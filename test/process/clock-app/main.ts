import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { traced } from '@traced/nest';

const WORK_MILLIS = 20;

/** What each step really took, by a clock that nobody can set. */
type Elapsed = Record<string, number>;

const wallClock = Date.now;

function setClock(aheadMillis: number): void {
  Date.now = () => wallClock() + aheadMillis;
}

const work = (): Promise<void> => delay(WORK_MILLIS);

/** Three steps, one after the other; the clock is set in the middle of the second one. */
async function story(aheadMillis: number): Promise<Elapsed> {
  const elapsed: Elapsed = {};
  const step = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await traced(name, run)();
    elapsed[name] = performance.now() - start;
  };
  await step('before', work);
  await step('meanwhile', async () => {
    await step('meanwhile, before', work);
    setClock(aheadMillis);
    await step('meanwhile, after', work);
  });
  await step('after', work);
  return elapsed;
}

async function answer(response: ServerResponse, aheadMillis: number): Promise<void> {
  response.end(JSON.stringify(await story(aheadMillis)));
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  void answer(response, Number(searchParams.get('aheadMillis')));
});

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
