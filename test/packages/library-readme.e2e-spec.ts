import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { OtlpReceiver, type Span, type Trace, renderTree } from '@traced/kit';
import { CompiledApp } from '../support/compiled-app.js';
import { runNode } from '../support/run-node.js';

const README = new URL('../../libs/tracing/README.md', import.meta.url);

interface Example {
  readonly file: string;
  readonly code: string;
  /** The trace that stands below the code, if any does. */
  readonly tree: string | undefined;
}

const examples = examplesIn(await readFile(README, 'utf8'));

describe('the examples of the library README', () => {
  let receiver: OtlpReceiver;
  let app: CompiledApp;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const files = examples.map(({ file, code }) => [`${file}.ts`, code]);
    app = await CompiledApp.compile('library-readme', Object.fromEntries(files));
  });

  afterAll(() => receiver.stop());

  it('compile, with the types of callbacks inferred from the methods', () => {
    expect(app.compiled).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  it.each(examples.filter(({ tree }) => tree !== undefined))(
    '$file makes the trace that stands below it',
    async ({ file, tree }) => {
      const before = receiver.traces().length;
      const { code, stderr } = await runNode(['--import', '@traced/nest/register', `${file}.js`], {
        cwd: app.folder,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
      });
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(drawn(receiver.traces().slice(before))).toBe(tree);
    },
  );
});

function examplesIn(readme: string): Example[] {
  const blocks = readme.matchAll(/```ts\n(.*?)```(?:\n\n```text\n(.*?)\n```)?/gs);
  return [...blocks].map(([, code = '', tree], index) => ({
    file: /\b(?:class|const) (\w+)/.exec(code)?.[1] ?? `example${index}`,
    code,
    tree,
  }));
}

/** The traces as the README draws them, in order of their start. */
function drawn(traces: readonly Trace[]): string {
  const spans = traces.flatMap((trace) => trace.spans);
  const ordered = traces.toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
  return ordered.map((trace) => drawnWithLinks(trace, spans)).join('\n');
}

function drawnWithLinks(trace: Trace, spans: readonly Span[]): string {
  const attributes = ['*', '!code.function.name'];
  const [root = '', ...below] = renderTree(trace, { attributes, services: false }).split('\n');
  return [`${root}${linksOf(trace.root, spans)}`, ...below].join('\n');
}

function linksOf({ links }: Span, spans: readonly Span[]): string {
  const names = links.map((link) => spans.find(({ spanId }) => spanId === link.spanId)?.name);
  return names.length === 0 ? '' : `  → ${names.join(', ')}`;
}
