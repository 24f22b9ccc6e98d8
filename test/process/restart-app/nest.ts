import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { startTracing } from '@traced/nest/sdk';

let spans: string[] = [];

function start(): ReturnType<typeof startTracing> {
  return startTracing({
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: ({ name }) => void spans.push(name),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
}

let tracing = start();
// Nest, which the preset `standard` patches, is loaded after the start.
const { startApp } = await import('./nest-app.js');
const app = await startApp();
const server = app.getHttpServer();
const url = new URL('/orders/7', await app.getUrl());

async function spansOfRequest(): Promise<string[]> {
  spans = [];
  const answered = once(server, 'request').then(([, response]) =>
    once(response as ServerResponse, 'close'),
  );
  const response = await fetch(url);
  await Promise.all([response.text(), answered]);
  await setImmediate();
  return spans;
}

const first = await spansOfRequest();
await tracing.shutdown();
const stopped = await spansOfRequest();
tracing = start();
const second = await spansOfRequest();
await tracing.shutdown();
console.log(JSON.stringify({ first, stopped, second }));
await app.close();
