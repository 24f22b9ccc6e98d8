import '@traced/kit/jest';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver, type SpanPattern, span } from '@traced/kit';
import { CompiledApp } from '../../support/compiled-app.js';
import { type Ended, type StartOptions, serveNode, startNode } from '../../support/run-node.js';
import { installTools, toolPath } from './tools.js';

const INSTALL_MILLIS = 600_000;

/** How each runtime starts a file with the preload, and the one line that it has for it. */
const RUNTIMES = [
  {
    name: 'Bun',
    command: toolPath('bun/bin/bun.exe'),
    args: ['--preload', '@traced/nest/register'],
    line: '[@traced/nest] On Bun, requests to Bun.serve() and those that the package undici sends are not traced.\n',
  },
  {
    name: 'Deno',
    command: toolPath('deno/deno'),
    args: [
      'run',
      '--allow-all',
      '--no-config',
      '--node-modules-dir=manual',
      '--preload',
      '../../../node_modules/@traced/nest/dist/register.js',
    ],
    line: '[@traced/nest] On Deno, requests to Deno.serve() are not traced, and an uncaught error loses the last spans.\n',
  },
] as const;

const ONE_SPAN = `
  import { trace } from '@opentelemetry/api';
  trace.getTracer('test').startSpan(process.env['SPAN_NAME'] ?? '').end();
`;

let app: CompiledApp;
let receiver: OtlpReceiver;

beforeAll(async () => {
  await installTools();
  receiver = await OtlpReceiver.start();
  const main = await readFile(
    new URL('../../process/runtime-app/main.ts', import.meta.url),
    'utf8',
  );
  app = await CompiledApp.compile('runtime-app', {
    'main.ts': main,
    'natural.ts': ONE_SPAN,
    'exit.ts': `${ONE_SPAN} process.exit(3);`,
    'signal.ts': `${ONE_SPAN} setInterval(() => {}, 1_000); console.log('ready');`,
  });
}, INSTALL_MILLIS);
afterAll(() => receiver.stop());

function tracesWith(spanName: string): number {
  return receiver.traces().filter(({ root }) => root.name === spanName).length;
}

function request(route: string, handler: string, children: SpanPattern[]): SpanPattern {
  return span(`GET ${route}`, {
    kind: 'SERVER',
    attributes: { 'http.route': route, 'http.response.status_code': 200 },
    children: [span(handler, { kind: 'INTERNAL', children })],
  });
}

describe.each(RUNTIMES)('an application on $name', ({ name, command, args, line }) => {
  const optionsWith = (env: Record<string, string> = {}): StartOptions => ({
    command,
    cwd: app.folder,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_SERVICE_NAME: name,
      DENO_NO_UPDATE_CHECK: '1',
      ...env,
    },
  });

  it('is traced from its requests to those that it sends, by fetch and by node:http', async () => {
    const traceId = randomBytes(16).toString('hex');
    const server = await serveNode([...args, 'main.js'], optionsWith());
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    await fetch(`${server.url}/orders/7`, { headers: { traceparent } });
    expect(await server.stop()).toMatchObject({ signal: 'SIGTERM', stderr: line });
    const sent = span('GET', {
      kind: 'CLIENT',
      attributes: { 'http.response.status_code': 200 },
      children: [request('/peer', 'OrdersController.peer', [])],
    });
    await expect(receiver.trace(traceId)).toMatchTrace(
      request('/orders/:id', 'OrdersController.find', [
        span('OrdersService.load', { children: [sent, sent] }),
      ]),
    );
  });

  it.each([
    ['when nothing is left to do', 'natural.js', { code: 0, signal: null }],
    ['by process.exit()', 'exit.js', { code: 3, signal: null }],
    ['by a signal', 'signal.js', { code: null, signal: 'SIGTERM' }],
  ])('exports its last span when it ends %s', async (_, file, outcome) => {
    const spanName = `${name} ${file}`;
    const { child, ended } = startNode([...args, file], optionsWith({ SPAN_NAME: spanName }));
    if (outcome.signal) child.stdout.once('data', () => child.kill('SIGTERM'));
    const { stderr, code, signal }: Ended = await ended;
    expect({ code, signal, stderr }).toEqual({ ...outcome, stderr: line });
    expect(tracesWith(spanName)).toBe(1);
  });
});
