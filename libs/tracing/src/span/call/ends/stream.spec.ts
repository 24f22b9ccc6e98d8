import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServerResponse, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Duplex, PassThrough, Readable, Transform, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { StreamableFile } from '@nestjs/common';
import { SpanStatusCode } from '@opentelemetry/api';
import { SpanRecorder } from '../../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

class Exports {
  @Traced({ onResult: () => ({ 'export.complete': true }) })
  open<T>(stream: T): T {
    return stream;
  }
}

const exports = new Exports();
const letters = (): Readable => Readable.from(['a', 'b']);

/** Waits until a stream has closed. Unlike `once` of `node:events`, it does not reject if an error comes first. */
function closed(stream: Readable | Writable): Promise<void> {
  return new Promise((resolve) => stream.once('close', () => resolve()));
}

/** Returns how the span ended: its status, and whether its result is complete. */
function ending(): unknown[] {
  const { status, attributes } = recorder.span('Exports.open');
  return [status.code, attributes['export.complete'] ?? false];
}

describe('a stream', () => {
  it('ends the span when it was read to its end', async () => {
    const stream = letters();
    expect(exports.open(stream)).toBe(stream);
    expect([recorder.started, recorder.spans.length]).toEqual([1, 0]);
    expect(await text(stream)).toBe('ab');
    expect(ending()).toEqual([SpanStatusCode.UNSET, true]);
  });

  it('ends the span when it is destroyed, which is no error', async () => {
    const stream = exports.open(letters());
    stream.destroy();
    await closed(stream);
    expect(ending()).toEqual([SpanStatusCode.UNSET, false]);
  });

  it('fails the span when it is destroyed by an error', async () => {
    const stream = exports.open(letters());
    const failed = text(stream);
    const error = new RangeError('torn');
    stream.destroy(error);
    await expect(failed).rejects.toBe(error);
    expect(ending()).toEqual([SpanStatusCode.ERROR, false]);
    expect(recorder.span('Exports.open').attributes['error.type']).toBe('RangeError');
  });

  it('is neither started nor listened to for errors by the span', async () => {
    const stream = exports.open(letters());
    await new Promise(setImmediate);
    expect([stream.readableFlowing, stream.listenerCount('error')]).toEqual([null, 0]);
    await closed(stream.destroy());
  });

  it('ends the span at the end of a pipeline', async () => {
    const upper = new Transform({
      transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()),
    });
    const written: string[] = [];
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        done();
      },
    });
    await pipeline(letters(), exports.open(upper), sink);
    expect(written).toEqual(['A', 'B']);
    expect(ending()).toEqual([SpanStatusCode.UNSET, true]);
  });

  it.each([
    ['read', async (stream: Readable) => text(stream), [SpanStatusCode.UNSET, true]],
    ['destroyed', (stream: Readable) => closed(stream.destroy()), [SpanStatusCode.UNSET, false]],
    [
      'failed',
      async (stream: Readable) => {
        stream.once('error', () => {});
        stream.destroy(new RangeError('torn'));
        await closed(stream);
      },
      [SpanStatusCode.ERROR, false],
    ],
  ])('ends the span at once if it is closed by then: %s', async (_how, close, expected) => {
    const stream = letters();
    await close(stream);
    exports.open(stream);
    expect(ending()).toEqual(expected);
  });

  it('ends the span when it was read to its end, if it never closes', async () => {
    const stream = exports.open(new Readable({ autoDestroy: false, read() {} }));
    stream.push('a');
    stream.push(null);
    stream.resume();
    await new Promise((resolve) => stream.once('end', resolve));
    expect(ending()).toEqual([SpanStatusCode.UNSET, true]);
  });
});

describe('a StreamableFile', () => {
  it('ends the span with its stream', async () => {
    const file = new StreamableFile(letters());
    expect(exports.open(file)).toBe(file);
    expect(recorder.spans).toHaveLength(0);
    expect(await text(file.getStream())).toBe('ab');
    expect(ending()).toEqual([SpanStatusCode.UNSET, true]);
  });

  it('fails the span with its stream', async () => {
    const file = exports.open(new StreamableFile(letters()));
    file.getStream().destroy(new RangeError('torn'));
    await closed(file.getStream());
    expect(ending()).toEqual([SpanStatusCode.ERROR, false]);
  });

  it('of bytes ends the span once they are read', async () => {
    const file = exports.open(new StreamableFile(Buffer.from('ab')));
    expect(await text(file.getStream())).toBe('ab');
    expect(ending()).toEqual([SpanStatusCode.UNSET, true]);
  });
});

describe('what is no stream to be read', () => {
  it.each([
    ['Socket', new Socket()],
    ['Writable', new Writable()],
    ['ServerResponse', new ServerResponse(new IncomingMessage(new Socket()))],
  ])('ends the span at return: a %s', (_kind, stream) => {
    expect(exports.open(stream)).toBe(stream);
    expect(recorder.spans).toHaveLength(1);
    expect(stream.listenerCount('close')).toBe(0);
  });

  it.each([
    ['Duplex', new Duplex({ read() {}, write() {} })],
    ['PassThrough', new PassThrough()],
  ])('is not a %s, which is read as well', async (_kind, stream) => {
    exports.open(stream);
    expect(recorder.spans).toHaveLength(0);
    stream.destroy();
    await closed(stream);
    expect(recorder.spans).toHaveLength(1);
  });
});
