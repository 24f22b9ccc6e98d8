import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { GrpcCollector } from '../../libs/tracing/test/grpc-collector.js';
import { CompiledApp } from '../support/compiled-app.js';
import { Load, ask } from '../support/request-load.js';
import { PATIENT } from '../support/patient.js';
import { type Ended, runNode, serveNode } from '../support/run-node.js';

const FILES = ['end-process.ts', 'http.ts', 'nest.ts'];

/** Who ends the process, if it is told to. */
const WAYS: readonly Way[] = [
  { name: 'plain node:http', file: 'http.js', env: {} },
  { name: 'Nest without hooks', file: 'nest.js', env: {} },
  { name: 'Nest with hooks', file: 'nest.js', env: { SHUTDOWN_HOOKS: 'signal' } },
  { name: 'Nest with useProcessExit', file: 'nest.js', env: { SHUTDOWN_HOOKS: 'process.exit' } },
];

interface Way {
  readonly name: string;
  readonly file: string;
  readonly env: Record<string, string>;
}

/** How it is told to: by a signal, or by a request. */
const ENDS = ['SIGTERM', 'SIGHUP', 'close', 'exit', 'throw'] as const;
/** What else ends a process by default, and is sent to end it: by a terminal, by nodemon. */
const MORE_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGUSR2'] as const;
type End = (typeof ENDS)[number] | (typeof MORE_SIGNALS)[number];

/** What an exporter that nobody bounds would take: more than any test may. */
const HOUR_MILLIS = 3_600_000;

let app: CompiledApp;
let receiver: OtlpReceiver;
let silence: Server;
let endpoints: Record<'nothing listens' | 'nothing answers', string>;

beforeAll(async () => {
  receiver = await OtlpReceiver.start({ maxTraces: 20_000 });
  silence = createServer((socket) => void socket.on('error', () => {}).resume());
  await once(silence.listen(0, '127.0.0.1'), 'listening');
  endpoints = {
    'nothing listens': 'http://127.0.0.1:9',
    'nothing answers': `http://127.0.0.1:${(silence.address() as AddressInfo).port}`,
  };
  const sources = await Promise.all(
    FILES.map(async (file) => [
      file,
      await readFile(new URL(`./shutdown-app/${file}`, import.meta.url), 'utf8'),
    ]),
  );
  app = await CompiledApp.compile(
    'shutdown-app',
    Object.fromEntries(sources) as Record<string, string>,
  );
});
afterAll(async () => {
  silence.close();
  await receiver.stop();
});

interface Run extends Ended {
  readonly answered: ReadonlySet<string>;
}

/** Has a service serve, then ends it while it does. */
async function run(
  { file, env }: Way,
  end: End,
  more: Record<string, string>,
  args: readonly string[] = [],
): Promise<Run> {
  const preload = more['UNTRACED'] ? [] : ['--import', '@traced/nest/register'];
  const { child, ended, url } = await serveNode([...args, ...preload, file], {
    cwd: app.folder,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, ...env, ...more },
  });
  const load = new Load(url, '/orders/7');
  await load.more(50);
  if (isSignal(end)) child.kill(end);
  // A process that exits does not answer.
  else await ask(new URL(`/end/${end}`, url)).catch(() => {});
  const how = await ended;
  await load.ended;
  return { ...how, answered: load.answered };
}

function isSignal(end: End): end is End & NodeJS.Signals {
  return end.startsWith('SIG');
}

function runUntraced(way: Way, end: End): Promise<Run> {
  return run(way, end, { UNTRACED: '1' });
}

/** What a parent, or a shell, gets to know. */
function outcomeOf({ code, signal }: Ended): Pick<Ended, 'code' | 'signal'> {
  return { code, signal };
}

/** Returns the names of the spans of one request, sorted. */
function spansOf({ file }: Way): string[] {
  return file === 'http.js' ? ['GET'] : ['GET /orders/:id', 'OrdersController.find'];
}

/** The answered requests of which not everything has arrived. */
function lostOf(way: Way, answered: ReadonlySet<string>): string[] {
  const expected = String(spansOf(way));
  const arrived = new Map(
    receiver.traces().map(({ traceId, spans }) => [traceId, spans.map(({ name }) => name).sort()]),
  );
  return [...answered].filter((id) => String(arrived.get(id)) !== expected);
}

/** The last word of a process about its spans. */
function lossOf({ stderr }: Ended): { lost: number; made: number } | undefined {
  const [, lost, made] = /Lost in all: (\d+) of (\d+) spans .*\n/.exec(stderr) ?? [];
  return made === undefined ? undefined : { lost: Number(lost), made: Number(made) };
}

describe.each(WAYS)('$name', (way) => {
  it.each(ENDS)('exports all that was answered when it ends by %s under load', async (end) => {
    const [untraced, traced] = await Promise.all([
      runUntraced(way, end),
      run(way, end, {}, [PATIENT]),
    ]);
    expect(outcomeOf(traced)).toEqual(outcomeOf(untraced));
    expect(traced.stderr.replace(/:\d+/g, '')).toBe(untraced.stderr.replace(/:\d+/g, ''));
    expect(lostOf(way, traced.answered)).toEqual([]);
  });

  it.each(['nothing listens', 'nothing answers'] as const)(
    'ends as ever, though an export may take an hour, and counts what is lost where %s',
    async (state) => {
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoints[state],
        OTEL_EXPORTER_OTLP_TIMEOUT: String(HOUR_MILLIS),
        OTEL_BSP_SCHEDULE_DELAY: String(HOUR_MILLIS),
      };
      const ends = ['SIGTERM', 'close', 'exit'] as const;
      await Promise.all(
        ends.map(async (end) => {
          const [untraced, traced] = [await runUntraced(way, end), await run(way, end, env)];
          expect(outcomeOf(traced)).toEqual(outcomeOf(untraced));
          const spans = traced.answered.size * spansOf(way).length;
          const { lost, made } = lossOf(traced) ?? { lost: 0, made: -1 };
          expect(lost).toBe(made);
          expect(made).toBeGreaterThanOrEqual(spans);
        }),
      );
    },
  );
});

describe.each(WAYS.slice(0, 1))('$name', (way) => {
  it.each(MORE_SIGNALS)('exports all that was answered when it ends by %s', async (signal) => {
    const traced = await run(way, signal, {});
    expect({ ...outcomeOf(traced), lost: lostOf(way, traced.answered) }).toEqual({
      code: null,
      signal,
      lost: [],
    });
  });
});

describe.each(WAYS.filter(({ env }) => env['SHUTDOWN_HOOKS']))('$name', (way) => {
  it('cuts no request, and exports what later hooks trace', async () => {
    const { answered, stdout } = await run(way, 'SIGTERM', { OTEL_SERVICE_NAME: way.name }, [
      PATIENT,
    ]);
    expect(Number(stdout.trim().split('\n').at(-1))).toBe(answered.size);
    const traces = receiver.traces().filter(({ services }) => services.includes(way.name));
    const ofHooks = traces.filter(({ root }) => root.kind !== 'SERVER');
    expect(ofHooks.map(({ root }) => root.name).sort()).toEqual([
      'close connections',
      'say what was served',
    ]);
  });
});

describe('a signal that is raised again after the hooks', () => {
  it('ends the process, though nothing else is left to do', async () => {
    const env = { SHUTDOWN_HOOKS: 'true', NO_LATE_HOOK: 'true' };
    for (let time = 0; time < 4; time++) {
      const ended = await run({ name: 'no late hook', file: 'nest.js', env }, 'SIGTERM', {});
      expect(outcomeOf(ended)).toEqual({ code: null, signal: 'SIGTERM' });
    }
  });
});

describe('a signal to which signal-exit listens, which leaves it to whoever else does', () => {
  it.each(['signal-exit', 'signal-exit-3'])('ends the process as untraced (%s)', async (name) => {
    const script = `
      import { createRequire } from 'node:module';
      const loaded = createRequire(process.cwd() + '/')('${name}');
      (loaded.onExit ?? loaded)((code, signal) => console.log('cleaned up for', signal));
      console.log('ready');
      // What nobody ends is found to have ended by itself.
      setTimeout(() => process.exit(), 20_000);`;
    const preload = ['--import', '@traced/nest/register'];
    const ended = await runNode([...preload, '--input-type=module', '--eval', script], {
      cwd: 'libs/tracing',
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
      signal: 'SIGTERM',
    });
    expect(ended).toEqual({
      code: null,
      signal: 'SIGTERM',
      stdout: 'ready\ncleaned up for SIGTERM\n',
      stderr: '',
    });
  });
});

describe('the second signal', () => {
  it('ends the process at once, and counts what is lost', async () => {
    const server = await serveNode(['--import', '@traced/nest/register', 'http.js'], {
      cwd: app.folder,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoints['nothing answers'] },
    });
    const url = new URL(server.url);
    await ask(url);
    server.child.kill('SIGTERM');
    // Requests are answered while the export hangs: after two, the first signal has been seen.
    await ask(url);
    await ask(url);
    server.child.kill('SIGINT');
    const how = await server.ended;
    // By the second signal: the first one ends it only when the export has been given up.
    expect(outcomeOf(how)).toEqual({ code: null, signal: 'SIGINT' });
    expect(lossOf(how)).toEqual({ lost: 3, made: 3 });
  });
});

const IMPORTS = `
  import '@traced/nest/register';
  import { trace } from '@opentelemetry/api';`;
const SPAN = `trace.getTracer('test').startSpan(process.env.SPAN_NAME).end();`;

describe('what a process exports while it stands still', () => {
  function exit(
    script: string,
    name: string,
    { args = ['--input-type=module'], env = {} }: Exit = {},
  ): Promise<Ended> {
    const own = { SPAN_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    return runNode([PATIENT, ...args, '--eval', script], {
      cwd: 'libs/tracing',
      env: { ...own, ...env },
    });
  }

  interface Exit {
    readonly args?: string[];
    readonly env?: Record<string, string>;
  }

  function arrived(name: string): number {
    return receiver.traces().filter(({ root }) => root.name === name).length;
  }

  it('is sent in batches that a collector takes, however long its spans are', async () => {
    const collector = await GrpcCollector.start();
    const ended = await exit(
      `${IMPORTS}
      for (let n = 0; n < 600; n++) {
        const attributes = { text: 'x'.repeat(8192) };
        trace.getTracer('test').startSpan('span-' + String(n).padStart(6, '0'), { attributes }).end();
      }
      process.exit();`,
      'long',
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } },
    );
    collector.stop();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(collector.accepted).toHaveLength(600);
  });

  it('comes from CommonJS as it does from ES modules', async () => {
    const script = `
      require('@traced/nest/register');
      const { trace } = require('@opentelemetry/api');
      ${SPAN}
      process.exit(3);`;
    const ended = await exit(script, 'CommonJS', { args: ['--input-type=commonjs'] });
    expect(ended).toEqual({ code: 3, signal: null, stdout: '', stderr: '' });
    expect(arrived('CommonJS')).toBe(1);
  });

  it('comes from a worker thread that exits, while the process goes on', async () => {
    const thread = `
      import { trace } from '@opentelemetry/api';
      ${SPAN}
      process.exit(3);`;
    const script = `
      import { Worker } from 'node:worker_threads';
      new Worker(${JSON.stringify(thread)}, { eval: true }).on('exit', (code) => console.log(code));`;
    const args = ['--import', '@traced/nest/register', '--input-type=module'];
    const ended = await exit(script, 'worker thread', { args });
    expect(ended).toEqual({ code: 0, signal: null, stdout: '3\n', stderr: '' });
    expect(arrived('worker thread')).toBe(1);
  });

  it('runs no preload of the application again, whoever named it', async () => {
    // At once, as what a thread logs passes through the one that stands still.
    const preload = "data:text/javascript,import{writeSync}from'node:fs';writeSync(1,'preloaded;')";
    const args = ['--import', preload, '--input-type=module'];
    const env = { NODE_OPTIONS: `--import=${preload}` };
    const script = `${IMPORTS} ${SPAN} process.exit(3);`;
    const ended = await exit(script, 'preloads', { args, env });
    expect(ended).toEqual({ code: 3, signal: null, stdout: 'preloaded;', stderr: '' });
    expect(arrived('preloads')).toBe(1);
  });

  it('goes where the variables said at the start', async () => {
    const script = `${IMPORTS} ${SPAN}
      process.env.OTEL_EXPORTER_OTLP_ENDPOINT = '${endpoints['nothing listens']}';
      process.exit(3);`;
    expect(await exit(script, 'variables')).toMatchObject({ code: 3, stderr: '' });
    expect(arrived('variables')).toBe(1);
  });

  it('is what ended since the last flush, where a signal never finds a moment without', async () => {
    const script = `${IMPORTS}
      import { writeSync } from 'node:fs';
      function goOn() {
        ${SPAN}
        writeSync(1, '.');
        setTimeout(goOn);
      }
      goOn();`;
    const env = { SPAN_NAME: 'again', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    const ended = await runNode([PATIENT, '--input-type=module', '--eval', script], {
      cwd: 'libs/tracing',
      env: { ...env, OTEL_BSP_MAX_QUEUE_SIZE: '100000' },
      signal: 'SIGTERM',
    });
    expect(ended).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(arrived('again')).toBe(ended.stdout.length);
  });

  it('is lost, and counted, where threads are not permitted', async () => {
    const args = ['--permission', '--allow-fs-read=*', '--input-type=module'];
    const ended = await exit(`${IMPORTS} ${SPAN} process.exit(3);`, 'permission', { args });
    expect(outcomeOf(ended)).toEqual({ code: 3, signal: null });
    expect(lossOf(ended)).toEqual({ lost: 1, made: 1 });
  });
});
