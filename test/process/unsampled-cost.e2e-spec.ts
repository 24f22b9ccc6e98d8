import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CompiledApp } from '../support/compiled-app.js';
import { runNode } from '../support/run-node.js';

/** What is counted, by the functions that make it: their script, from the root of the repository, and their name. */
const COUNTED = {
  'recorded spans': [
    ['libs/tracing/dist/sdk/recorder/recorded-span.js', 'RecordedSpan'],
    ['node_modules/@opentelemetry/sdk-trace/dist/Span.mjs', 'SpanImpl'],
  ],
  'spans that record nothing': [
    ['libs/tracing/dist/span/late/unsampled-span.js', 'UnsampledSpan'],
    ['node_modules/@opentelemetry/api/dist/trace/NonRecordingSpan.mjs', 'NonRecordingSpan'],
  ],
  'ids as text': [
    ['libs/tracing/dist/span/ids/hex.js', 'hexOfTwo'],
    ['libs/tracing/dist/span/ids/hex.js', 'hexOfFour'],
    [
      'node_modules/@opentelemetry/sdk-trace/dist/platform/node/RandomIdGenerator.mjs',
      'generateId',
    ],
  ],
  'attributes objects': [
    ['libs/tracing/dist/http/request-attributes.js', 'methodAttributes'],
    ['libs/tracing/dist/http/server/server-span.js', 'requestAttributes'],
    ['libs/tracing/dist/decorators/describe/describe-call.js', 'describeCall'],
  ],
  contexts: [
    ['node_modules/@opentelemetry/api/dist/context/context.mjs', 'BaseContext'],
    ['libs/tracing/dist/span/context/server-context.js', 'ServerContext'],
    ['libs/tracing/dist/span/context/caller-context.js', 'CallerContext'],
    ['libs/tracing/dist/span/call/call-context.js', 'CallContext'],
  ],
  'context entries': [
    ['node:internal/async_local_storage/async_context_frame', 'run'],
    // What Node 22 has in its place.
    ['node:internal/async_local_storage/async_hooks', 'run'],
  ],
  'bound functions': [
    [
      'node_modules/@opentelemetry/context-async-hooks/dist/AsyncLocalStorageContextManager.mjs',
      '_bindFunction',
    ],
  ],
  'other objects': [
    ['libs/tracing/dist/http/server/http1-exchange.js', 'Http1Exchange'],
    ['libs/tracing/dist/http/server/served-request.js', 'ServedRequest'],
    ['libs/tracing/dist/http/server/server-span.js', 'ServerSpanDescription'],
    ['libs/tracing/dist/sdk/sampling/root-question.js', 'RootQuestion'],
  ],
} as const satisfies Record<string, readonly (readonly [script: string, name: string])[]>;

type Counts = Record<keyof typeof COUNTED, number>;

/** What an unsampled request makes today. Each number that is not 0 says what would be missing without it. */
const PER_REQUEST: Counts = {
  'recorded spans': 0,
  // What the application finds as the active span, and what late sampling decides by.
  'spans that record nothing': 1,
  'ids as text': 0,
  'attributes objects': 0,
  // Has the span and the request in it, for the application and for the route.
  contexts: 1,
  // The listeners of the server run inside, so that all that they call does.
  'context entries': 1,
  'bound functions': 0,
  // The request as all versions of HTTP have it, what happens to it until it ends, the description that a sampler
  // reads or late sampling exports, and the ids.
  'other objects': 4,
};

/** A traced method that is called by an unsampled request runs as if it were untraced. */
const PER_CALL: Counts = {
  'recorded spans': 0,
  'spans that record nothing': 0,
  'ids as text': 0,
  'attributes objects': 0,
  contexts: 0,
  'context entries': 0,
  'bound functions': 0,
  'other objects': 0,
};

const UNSAMPLED: readonly [how: string, env: Record<string, string>, perRequest: Counts][] = [
  ['by the sampler', { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, PER_REQUEST],
  [
    'by a ratio, so small that no request of this test is sampled',
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '1e-12' },
    PER_REQUEST,
  ],
  [
    'by its caller',
    { TRACEPARENT: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00` },
    // Samplers and processors find the caller as a span in a context.
    { ...PER_REQUEST, 'spans that record nothing': 2, contexts: 2 },
  ],
];

/** How often each function was called, by its script and its name. */
type Calls = Readonly<Record<string, number>>;

interface Measured {
  readonly requests: number;
  /** The number of calls of a traced method in each request of `withCalls`. */
  readonly calls: number;
  readonly withoutCalls: Calls;
  readonly withCalls: Calls;
}

let app: CompiledApp;

beforeAll(async () => {
  const source = await readFile(new URL('./unsampled-app/main.ts', import.meta.url), 'utf8');
  app = await CompiledApp.compile('unsampled-app', { 'main.ts': source });
});

async function measure(env: Record<string, string>): Promise<Measured> {
  const ended = await runNode(['--import', '@traced/nest/register', 'main.js'], {
    cwd: app.folder,
    env: {
      OTEL_TRACES_EXPORTER: 'none',
      // However slow the machine is, no request is late-sampled for it.
      TRACING_LATE_SAMPLING_SLOW_MILLIS: '86400000',
      ...env,
    },
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ended.stdout) as Measured;
}

/** Sums up for each thing that is counted what `count` returns for the functions that make it. */
function counts(count: (script: string, name: string) => number): Counts {
  const entries = Object.entries(COUNTED).map(([what, functions]) => [
    what,
    functions.reduce((sum, [script, name]) => sum + count(script, name), 0),
  ]);
  return Object.fromEntries(entries) as Counts;
}

function countOf(calls: Calls, script: string, name: string): number {
  const found = Object.entries(calls).find(([called]) => called.endsWith(`${script} ${name}`));
  return found?.[1] ?? 0;
}

describe.each(UNSAMPLED)('a request that is unsampled %s', (_how, env, perRequest) => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measure(env);
  });

  it('makes what it has to, and no more', () => {
    const { withoutCalls, requests } = measured;
    expect(counts((...of) => countOf(withoutCalls, ...of) / requests)).toEqual(perRequest);
  });

  it('makes nothing for a call of a traced method', () => {
    const { withoutCalls, withCalls, requests, calls } = measured;
    const added = counts(
      (...of) => (countOf(withCalls, ...of) - countOf(withoutCalls, ...of)) / (requests * calls),
    );
    expect(added).toEqual(PER_CALL);
  });
});

describe('the functions that are counted', () => {
  const files = Object.values(COUNTED)
    .flat()
    .filter(([script]) => !script.startsWith('node:'));

  it.each(files)('are in %s: %s', async (script, name) => {
    const source = await readFile(new URL(`../../${script}`, import.meta.url), 'utf8');
    expect(source).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('count what a sampled request makes for itself, its handler and each call', async () => {
    const { withCalls, requests, calls } = await measure({});
    const spans = 2 + calls;
    expect(counts((...of) => countOf(withCalls, ...of) / requests)).toEqual({
      'recorded spans': spans,
      'spans that record nothing': 0,
      // An id is text only where it is read, and nothing is exported here.
      'ids as text': 0,
      // Those of the request come in two parts, the second of which no sampler reads.
      'attributes objects': spans + 1,
      contexts: spans,
      'context entries': spans,
      'bound functions': 0,
      'other objects': 4,
    });
  });
});
