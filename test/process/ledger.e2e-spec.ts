import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../libs/tracing/test/until.js';
import { LedgerServer } from '../support/ledger-server.js';
import { PATIENT } from '../support/patient.js';
import { type Ended, type NodeServer, runNode, serveNode } from '../support/run-node.js';

/** Longer than any test: nothing is exported because its time is over. */
const HOUR_MILLIS = '3600000';

/**
 * A server that answers, and whose path says what it does besides: `/block` answers and then stands still until a file is
 * there, `/hang` never answers, `/call` calls itself, `/exit` ends the process at once, and `/end/…` ends it in some way
 * after the span of the request.
 */
const SERVER = `
  import { existsSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { once } from 'node:events';
  import { startTracing } from '@traced/nest/sdk';
  const ends = {
    '/end/exit': () => process.exit(3),
    '/end/throw': () => { throw new Error('of the application'); },
    '/end/close': () => server.close(),
    '/end/shutdown': () => startTracing().shutdown().then(() => server.close()),
  };
  const server = createServer(async (request, response) => {
    const { url } = request;
    if (url === '/hang') return;
    if (url === '/exit') process.exit(3);
    if (url === '/call') await (await fetch(origin + '/callee')).text();
    if (url in ends) response.on('close', () => setImmediate(ends[url]));
    response.end('served');
    while (url === '/block' && !existsSync(process.env.GO_ON));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = 'http://127.0.0.1:' + server.address().port;
  console.log(origin);
`;

const SPAN = `trace.getTracer('test').startSpan('span').end();`;
const ONE_SPAN = `import { trace } from '@opentelemetry/api'; ${SPAN}`;

let ledger: LedgerServer;
let directory: string;
let servers: NodeServer[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'traced-ledger-'));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(async () => {
  ledger = await LedgerServer.start();
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
  await ledger.stop();
});

/** The environment of a process that announces its spans, and exports them to the same server. */
function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    TRACING_TEST_LEDGER: 'on',
    OTEL_SERVICE_NAME: 'shop',
    OTEL_EXPORTER_OTLP_ENDPOINT: ledger.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: HOUR_MILLIS,
    ...more,
  };
}

const PRELOAD = ['--import', '@traced/nest/register', '--input-type=module'];

function run(script: string, more: Record<string, string> = {}, args = PRELOAD): Promise<Ended> {
  const env = environment(more);
  return runNode([PATIENT, ...args, '--eval', script], { cwd: 'libs/tracing', env });
}

async function serve(more: Record<string, string> = {}): Promise<NodeServer> {
  const server = await serveNode([PATIENT, ...PRELOAD, '--eval', SERVER], {
    cwd: 'libs/tracing',
    env: environment(more),
  });
  servers.push(server);
  return server;
}

/** Sends a request over a connection of its own, and returns the body of the answer once its end has arrived. */
async function ask(server: NodeServer, path: string): Promise<string> {
  const sent = request(new URL(path, server.url), { agent: false }).end();
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>];
  let body = '';
  for await (const chunk of response) body += chunk.toString();
  return body;
}

async function announced(...lines: string[]): Promise<void> {
  await until(
    () => ledger.lines.length >= lines.length,
    () => `${lines.join(', ')}; got ${ledger.lines.join(', ')}`,
  );
  await ledger.readWaiting();
  expect(ledger.lines).toEqual(lines);
}

/** How each request to the ledger has ended, once the last of them has. */
async function endsOfStreams(): Promise<readonly unknown[]> {
  await until(() => ledger.streams.every(({ end }) => end !== undefined));
  return ledger.streams.map(({ end }) => end);
}

describe.each(['native', 'standard'])('TRACING_TEST_LEDGER=on, with the preset %s', (preset) => {
  it('announces a span before anybody gets its answer, and connects before the first request', async () => {
    const goOn = join(directory, preset);
    const server = await serve({ TRACING_PRESET: preset, GO_ON: goOn });
    try {
      expect(await ask(server, '/block')).toBe('served');
      // The process stands still: what it has not written by now comes later.
      await ledger.readWaiting();
      expect(ledger.lines).toEqual(['start GET']);
    } finally {
      await writeFile(goOn, '');
    }
    await announced('start GET', 'end GET');
  });

  it('makes no span of the announcements, and exports those of a trace as soon as it has ended', async () => {
    const server = await serve({ TRACING_PRESET: preset });
    await ask(server, '/call');
    await until(() => ledger.exported.length === 3);
    await ledger.readWaiting();
    expect(ledger.exported).toEqual(['GET', 'GET', 'GET']);
    expect(ledger.lines.filter((line) => line === 'start GET')).toHaveLength(3);
    expect(ledger.lines.filter((line) => line === 'end GET')).toHaveLength(3);
    expect(ledger.streams).toHaveLength(1);
  });
});

describe('the announcements of a process that ends', () => {
  it.each([
    ['has nothing left to do', '/end/close', 0],
    ['calls process.exit()', '/end/exit', 3],
    ['throws', '/end/throw', 1],
    ['shuts tracing down', '/end/shutdown', 0],
  ])('are whole where it %s', async (_, path, code) => {
    const server = await serve();
    await until(() => ledger.streams.length === 1);
    await ask(server, path);
    expect(await server.ended).toMatchObject({ code, signal: null });
    expect(await endsOfStreams()).toEqual(['whole']);
    expect(ledger.lines).toEqual(['start GET', 'end GET']);
    expect(ledger.exported).toEqual(['GET']);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('are whole where %s ends it', async (signal) => {
    const server = await serve();
    await until(() => ledger.streams.length === 1);
    await ask(server, '/');
    await announced('start GET', 'end GET');
    server.child.kill(signal);
    expect(await server.ended).toMatchObject({ signal, stderr: '' });
    expect(await endsOfStreams()).toEqual(['whole']);
  });

  it.each([
    ['process.exit()', '/exit'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGKILL', 'SIGKILL'],
  ])('break off where %s ends it while a span is running', async (_, end) => {
    const server = await serve();
    await until(() => ledger.streams.length === 1);
    const asked = ask(server, end === '/exit' ? end : '/hang').catch(() => {});
    await until(() => ledger.lines.length === 1);
    if (end !== '/exit') server.child.kill(end as NodeJS.Signals);
    await Promise.all([server.ended, asked]);
    expect(await endsOfStreams()).toEqual(['broken']);
    expect(ledger.lines).toEqual(['start GET']);
  });

  it('are those of each process and each thread, over connections of their own', async () => {
    const script = `
      import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      ${ONE_SPAN}
      const script = ${JSON.stringify(ONE_SPAN)};
      await once(new Worker(script, { eval: true }), 'exit');
      const args = [...process.execArgv.slice(0, -1), script];
      await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');`;
    expect(await run(script)).toMatchObject({ code: 0, stderr: '' });
    expect(await endsOfStreams()).toEqual(['whole', 'whole', 'whole']);
    expect(ledger.streams.map(({ lines }) => lines.length)).toEqual([2, 2, 2]);
  });
});

describe('a ledger that goes away', () => {
  it('is announced to again once it is back, with what is running', async () => {
    const server = await serve();
    await until(() => ledger.streams.length === 1);
    const hanging = ask(server, '/hang').catch(() => {});
    await announced('start GET');
    const { port } = ledger;
    await ledger.stop();
    // The first answer shows that the process has seen the end of the connection.
    await ask(server, '/');
    await ask(server, '/');
    ledger = await LedgerServer.start(port);
    await until(() => ledger.lines.length >= 3);
    await ledger.readWaiting();
    expect(ledger.lines.slice(-3)).toEqual(['start GET', 'end GET', 'start GET']);
    server.child.kill('SIGTERM');
    await Promise.all([server.ended, hanging]);
  });
});

describe('a process whose ledger is not there', () => {
  let silence: Server;
  const taken: Socket[] = [];

  beforeAll(async () => {
    silence = createServer((socket) => void taken.push(socket.on('error', () => {}).pause()));
    await once(silence.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    for (const socket of taken) socket.destroy();
    silence.close();
  });

  const script = `
    import { trace } from '@opentelemetry/api';
    for (let n = 0; n < 20_000; n++) ${SPAN}
    console.log('ended');
    setTimeout(() => { ${SPAN} process.exitCode = 4; }, 300);`;

  it('behaves as untraced, and says so once', async () => {
    const more = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_TRACES_EXPORTER: 'none',
    };
    const ended = await run(script, more);
    expect(ended).toEqual({
      code: 4,
      signal: null,
      stdout: 'ended\n',
      stderr:
        '[@traced/nest] Spans are not announced to the tests (TRACING_TEST_LEDGER=on), which wait for a quiet time instead. http://127.0.0.1:9/v1/ledger: connect ECONNREFUSED 127.0.0.1:9 (nothing listens there)\n',
    });
  });

  it('is not held by a server that takes connections and does not read', async () => {
    const { port } = silence.address() as { readonly port: number };
    const endpoint = `http://127.0.0.1:${port}`;
    const more = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' };
    expect(await run(script, more)).toEqual({
      code: 4,
      signal: null,
      stdout: 'ended\n',
      stderr: '',
    });
  });

  it('says that it has no effect where the endpoint speaks TLS', async () => {
    const more = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:9',
      OTEL_TRACES_EXPORTER: 'none',
    };
    const ended = await run(script, more);
    expect(ended).toMatchObject({ code: 4, stdout: 'ended\n' });
    expect(ended.stderr).toMatch(/^\[@traced\/nest\] TRACING_TEST_LEDGER has no effect, .*\n$/);
  });
});
