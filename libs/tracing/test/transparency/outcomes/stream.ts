import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import * as fc from 'fast-check';
import type { Run } from '../run.js';
import { type Given, anyPlainError, nameOf, named } from '../values.js';
import type { Outcome } from './outcome.js';

interface Source {
  readonly chunks: readonly string[];
  readonly end: 'ends' | 'goes on' | 'fails';
  readonly error: Given;
}

const UNWANTED = named('an Error of the caller', new Error('unwanted'));

type Caller = (stream: Readable, run: Run) => void;

const callers: Readonly<Record<string, Caller>> = {
  'reads it': read,
  'reads one chunk of it': (stream, run) => {
    stream.once('data', () => stream.destroy());
    read(stream, run);
  },
  'iterates over it': (stream, run) => void iterate(stream, run),
  'destroys it': (stream) => void stream.destroy(),
  'destroys it with an error': (stream) => void stream.destroy(UNWANTED),
  'pauses it': (stream, run) => read(stream.pause(), run),
};

export function anyStream(): fc.Arbitrary<Outcome> {
  const script = fc.record({
    isFile: fc.boolean(),
    source: fc.record<Source>({
      chunks: fc.array(fc.constantFrom('one', 'two'), { maxLength: 3 }),
      end: fc.constantFrom('ends', 'goes on', 'fails'),
      error: anyPlainError(),
    }),
    caller: fc.constantFrom(...Object.entries(callers)),
    handlesErrors: fc.boolean(),
  });
  return script.map(({ isFile, source, caller: [caller, use], handlesErrors }) => ({
    words: `returns a ${isFile ? 'StreamableFile' : 'Readable'} that ${wordsOfSource(source)}; the caller ${caller}, ${handlesErrors ? 'handles errors' : 'handles no errors'}`,
    span: 'from the call on',
    give(run) {
      const stream = named('the stream', readableOf(source, run));
      return isFile ? named('the file', new StreamableFile(stream)) : stream;
    },
    take(result, run) {
      run.seen.caller.push(`got ${nameOf(result)}`);
      const stream = result instanceof StreamableFile ? result.getStream() : (result as Readable);
      for (const event of ['end', 'close'] as const) {
        stream.on(event, () => run.seen.caller.push(event));
      }
      if (handlesErrors)
        stream.on('error', (error) => run.seen.caller.push(`error ${nameOf(error)}`));
      use(stream, run);
      run.later(() => run.later(() => stream.destroy()));
    },
  }));
}

function readableOf({ chunks, end, error }: Source, run: Run): Readable {
  const waiting = [...chunks];
  return new Readable({
    objectMode: true,
    read() {
      const chunk = waiting.shift();
      run.seen.method.push(`read ${chunk}`);
      if (chunk !== undefined) this.push(chunk);
      else if (end === 'ends') this.push(null);
      else if (end === 'fails') this.destroy(error.value as Error);
    },
    destroy(reason, callback) {
      run.end();
      callback(reason);
    },
  });
}

function read(stream: Readable, run: Run): void {
  stream.on('data', (chunk) => run.seen.caller.push(`data ${nameOf(chunk)}`));
}

async function iterate(stream: Readable, run: Run): Promise<void> {
  try {
    for await (const chunk of stream) run.seen.caller.push(`data ${nameOf(chunk)}`);
  } catch (error) {
    run.seen.caller.push(`caught ${nameOf(error)}`);
  }
}

function wordsOfSource({ chunks, end, error }: Source): string {
  return `has [${chunks.join(', ')}] and ${end}${end === 'fails' ? ` with ${nameOf(error.value)}` : ''}`;
}
