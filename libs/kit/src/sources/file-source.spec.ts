import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { TraceFileError } from './errors.js';
import { FileSource } from './file-source.js';
import { CHILD, ROOT, describeSource } from './source-contract.fixture.js';

const OTHER_ID = 'a'.repeat(32);

function document(...spans: readonly Span[]): string {
  return JSON.stringify(toOtlpJson(new Trace(spans)));
}

async function withFile(): Promise<{ path: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'traced-file-'));
  const path = join(directory, 'traces.json');
  await writeFile(path, '');
  return { path, remove: () => rm(directory, { recursive: true }) };
}

describeSource('FileSource of one document', async () => {
  const { path, remove } = await withFile();
  return {
    source: new FileSource(path),
    destination: `the file ${path}`,
    hold: (spans) => writeFile(path, JSON.stringify(toOtlpJson(new Trace(spans)), undefined, 2)),
    close: remove,
  };
});

describeSource('FileSource of a document on each line', async () => {
  const { path, remove } = await withFile();
  return {
    source: new FileSource(path),
    destination: `the file ${path}`,
    hold: (spans) => appendFile(path, spans.map((span) => `${document(span)}\n`).join('')),
    close: remove,
  };
});

describeSource('FileSource of standard input', async () => {
  const input = new PassThrough();
  return {
    source: new FileSource('-', input),
    destination: 'standard input',
    hold: (spans) => void input.write(`${document(...spans)}\n`),
    close: () => void input.end(),
  };
});

describe('FileSource', () => {
  let path: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path, remove } = await withFile());
  });

  afterEach(() => remove());

  it('tells the traces of a file apart', async () => {
    const other = { ...ROOT, traceId: OTHER_ID };
    const metrics = '{"resourceMetrics":[{}]}';
    const lines = [document(CHILD), document(other), metrics, document(ROOT, CHILD)];
    await writeFile(path, lines.join('\n'));
    const traces = await new FileSource(path).traces();
    expect(traces.map(({ traceId }) => traceId)).toEqual([TRACE_ID, OTHER_ID]);
    expect(traces.map(({ spans }) => spans.length)).toEqual([2, 1]);
    const trace = await new FileSource(path).trace(OTHER_ID).complete({ quietMillis: 0 });
    expect(trace.spans).toHaveLength(1);
  });

  it('waits for the end of a line that is being written', async () => {
    const line = document(ROOT, CHILD);
    await writeFile(path, `${document(CHILD)}\n${line.slice(0, 100)}`);
    const pending = new FileSource(path).trace(TRACE_ID);
    const complete = pending.complete({ quietMillis: 0 });
    await pending.watch({}, ({ trace }) => trace);
    await appendFile(path, line.slice(100));
    expect((await complete).spans).toHaveLength(2);
  });

  it('reads characters that lie in two chunks of a stream, and braces in texts', async () => {
    const span = { ...ROOT, name: 'größer {"\\' };
    const bytes = Buffer.from(document(span));
    const input = new PassThrough();
    for (const byte of bytes) input.write(Buffer.of(byte));
    input.end();
    const [trace] = await new FileSource('-', input).traces();
    expect(trace?.root.name).toBe(span.name);
  });

  it('reads what was saved from the query API of Jaeger', async () => {
    await writeFile(path, JSON.stringify({ result: toOtlpJson(declinedOrder()) }));
    const [trace] = await new FileSource(path).traces();
    expect(trace?.spans).toEqual(declinedOrder().spans);
  });

  it.each([
    ['{"resourceSpans":[]}\n\nhello', 'no JSON on line 3.'],
    ['{"resourceSpans":[]}\n{"resourceSpans":7}', 'something else on line 2. Expected resourceSp'],
    ['[]', 'no JSON on line 1.'],
    ['{]', 'no JSON on line 1.'],
  ])('rejects at once when the file holds %j', async (text, reason) => {
    await writeFile(path, text);
    const complete = new FileSource(path).trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow(TraceFileError);
    await expect(complete).rejects.toThrow(`Expected OTLP JSON in the file ${path}, got ${reason}`);
    await expect(complete).rejects.toMatchObject({ code: 'KIT_TRACE_FILE' });
  });

  it('says that a file whose traces are wanted ends inside a document', async () => {
    await writeFile(path, `${document(ROOT)}\n${document(CHILD).slice(0, 100)}`);
    await expect(new FileSource(path).traces()).rejects.toThrow(
      `Expected OTLP JSON in the file ${path}, got a document without an end on line 2.`,
    );
  });

  it('says so of standard input, too', async () => {
    const input = new PassThrough();
    input.end(document(CHILD).slice(0, 100));
    await expect(new FileSource('-', input).trace(TRACE_ID).complete()).rejects.toThrow(
      'Expected OTLP JSON in standard input, got a document without an end on line 1.',
    );
  });

  it('rejects at once when there is no file', async () => {
    const complete = new FileSource(`${path}l`).trace(TRACE_ID).complete();
    await expect(complete).rejects.toThrow(
      `Expected OTLP JSON in the file ${path}l, got no such file.`,
    );
  });
});
