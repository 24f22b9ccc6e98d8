import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { type Ended, runNode } from '../support/run-node.js';

const SERVER = `
  import { createServer } from 'node:http';
  export function serve(listening) {
    const server = createServer((_, response) => response.end('served'));
    server.listen(0, '127.0.0.1', () => listening(server.address().port));
    return server;
  }
  export async function ask(port) {
    return (await fetch('http://127.0.0.1:' + port)).text();
  }
`;

const CLUSTER = `
  import cluster from 'node:cluster';
  import { once } from 'node:events';
  import { ask, serve } from './server.mjs';
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    const [port] = await once(worker, 'message');
    console.log(await ask(port));
    worker.disconnect();
    await once(worker, 'exit');
  } else {
    serve((port) => process.send(port));
  }
`;

const WORKER_THREAD = `
  import { once } from 'node:events';
  import { Worker, isMainThread, parentPort } from 'node:worker_threads';
  import { ask, serve } from './server.mjs';
  if (isMainThread) {
    const worker = new Worker(new URL(import.meta.url));
    const [port] = await once(worker, 'message');
    console.log(await ask(port));
    worker.postMessage('close');
    await once(worker, 'exit');
  } else {
    const server = serve((port) => parentPort.postMessage(port));
    parentPort.once('message', () => server.close());
  }
`;

const THROWN = `
  import { createServer } from 'node:http';
  import { ask } from './server.mjs';
  const server = createServer(() => { throw new Error('thrown by the listener'); });
  server.listen(0, '127.0.0.1', () => void ask(server.address().port));
`;

describe('an HTTP server under the preload', () => {
  let receiver: OtlpReceiver;
  let directory: string;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    directory = await mkdtemp(join(tmpdir(), 'traced-processes-'));
    await writeFile(join(directory, 'server.mjs'), SERVER);
  });
  afterAll(async () => {
    await receiver.stop();
    await rm(directory, { recursive: true });
  });

  async function run(
    name: string,
    script: string,
    preload = ['--import', '@traced/nest/register'],
  ): Promise<Ended> {
    const file = join(directory, `${name}.mjs`);
    await writeFile(file, script);
    return runNode([...preload, file], {
      cwd: 'libs/tracing',
      env: { OTEL_SERVICE_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
    });
  }

  it.each([
    ['cluster', CLUSTER],
    ['worker-thread', WORKER_THREAD],
  ])('is traced once where it runs: %s', async (name, script) => {
    const ended = await run(name, script);
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'served\n', stderr: '' });
    const spans = receiver.traces().flatMap((trace) => trace.spans);
    const served = spans.filter((span) => span.resource.attributes['service.name'] === name);
    expect(served.map((span) => span.name)).toEqual(['GET']);
  });

  it('lets what a listener throws end the process, as it would', async () => {
    const untraced = await run('untraced', THROWN, []);
    const traced = await run('thrown', THROWN);
    expect(untraced.stderr).toContain('Error: thrown by the listener');
    expect(traced.stderr).toContain('Error: thrown by the listener');
    expect([traced.code, traced.signal]).toEqual([untraced.code, untraced.signal]);
  });
});
