import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LedgerListener } from '../otlp/ledger-line.js';
import { LedgerStream } from './ledger-stream.js';
import { OtlpReceiver } from './otlp-receiver.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

const START = `{"service":"orders","start":{"traceId":"${TRACE_ID}","spanId":"${SPAN_ID}","name":"GET"}}`;
const END = `{"service":"orders","end":{"traceId":"${TRACE_ID}","spanId":"${SPAN_ID}"}}`;

const IDS = { service: 'orders', traceId: TRACE_ID, spanId: SPAN_ID };
const STARTED = ['started', { ...IDS, name: 'GET' }];
const ENDED = ['ended', IDS];

/** Remembers what it hears, in order. */
class Listener implements LedgerListener {
  readonly heard: unknown[] = [];
  readonly streams = new Set<object>();

  started(span: object, stream: object): void {
    this.heard.push(['started', span]);
    this.streams.add(stream);
  }

  ended(span: object, stream: object): void {
    this.heard.push(['ended', span]);
    this.streams.add(stream);
  }

  closed(stream: object): void {
    this.heard.push(['closed']);
    this.streams.add(stream);
  }
}

describe('LedgerStream', () => {
  let listener: Listener;
  let body: PassThrough;
  let read: Promise<void>;

  beforeEach(() => {
    listener = new Listener();
    body = new PassThrough();
    read = new LedgerStream(listener).read(body);
  });

  it('passes each line on as soon as it has arrived, and takes no process for gone at the end', async () => {
    body.write(`${START}\n`);
    expect(listener.heard).toEqual([STARTED]);
    body.write(`${END}\n`);
    expect(listener.heard).toEqual([STARTED, ENDED]);
    body.end();
    await read;
    expect(listener.heard).toEqual([STARTED, ENDED]);
    expect(listener.streams.size).toBe(1);
  });

  it('takes several lines at once, lines in pieces, empty lines, and a last line without an end', async () => {
    const name = 'naïve 💶';
    const bytes = Buffer.from(`${START.replace('GET', name)}\r\n\n${END}\n${START}`);
    for (let index = 0; index < bytes.length; index += 7)
      body.write(bytes.subarray(index, index + 7));
    body.end();
    await read;
    expect(listener.heard).toEqual([['started', { ...IDS, name }], ENDED, STARTED]);
  });

  it('takes ids in upper case, a start and an end in one line, and unknown fields', async () => {
    const line = {
      ...JSON.parse(START),
      ...JSON.parse(END.replace(TRACE_ID, TRACE_ID.toUpperCase())),
      later: [1],
    };
    body.end(JSON.stringify(line));
    await read;
    expect(listener.heard).toEqual([STARTED, ENDED]);
  });

  it.each([
    ['{', 'Expected a line of JSON, got "{".'],
    ['[]', 'to be an object, got a list.'],
    [START.replace('orders', ''), 'Expected service to be the name of a service, got "".'],
    ['{"service":"orders"}', 'Expected start to be there, or an end, got nothing.'],
    [START.replace(TRACE_ID, 'ab'), 'Expected start.traceId to be 32 hex digits, got "ab".'],
    [
      END.replace(SPAN_ID, '0'.repeat(16)),
      'Expected end.spanId to be 16 hex digits that are not all zero',
    ],
  ])('ends the stream at the line %s', async (line, message) => {
    body.write(`${START}\n${line}\n${END}\n`);
    await expect(read).rejects.toThrow(message);
    body.write(`${END}\n`);
    expect(listener.heard).toEqual([STARTED, ['closed']]);
  });

  it('ends the stream at a line of more than 64 KiB', async () => {
    body.write('x'.repeat(64 * 1024 + 1));
    await expect(read).rejects.toThrow('Expected lines of at most 64 KiB, got a longer one.');
  });

  it('says so when the stream breaks', async () => {
    body.write(`${START}\n${END.slice(0, 20)}`);
    body.destroy();
    await expect(read).rejects.toThrow('Expected the stream to end, got its break.');
    expect(listener.heard).toEqual([STARTED, ['closed']]);
  });
});

describe('POST /v1/ledger', () => {
  let receiver: OtlpReceiver;
  let request: ClientRequest;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    request = httpRequest(`${receiver.endpoint}/v1/ledger`, { method: 'POST' }).on(
      'error',
      () => {},
    );
  });

  afterEach(async () => {
    await receiver.stop();
  });

  async function answer(): Promise<IncomingMessage> {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response.resume();
  }

  /** Waits until a span is announced that has not ended, and returns what is said of it. */
  async function missing(): Promise<string | undefined> {
    const options = { timeoutMillis: 60_000 };
    return receiver.trace(TRACE_ID).watch(options, (completeness) => {
      const reason = completeness.rule === undefined ? completeness.reason : '';
      return reason.includes('did not end') ? reason : undefined;
    });
  }

  it('announces spans while its body is still being written, and answers 200 at the end of it', async () => {
    request.write(`${START}\n`);
    expect(await missing()).toBe('orders · GET started and did not end.');
    request.end(`${END}\n`);
    expect((await answer()).statusCode).toBe(200);
  });

  it('takes a start in a short request for one of a process that goes on', async () => {
    request.end(`${START}\n`);
    expect((await answer()).statusCode).toBe(200);
    expect(await missing()).toBe('orders · GET started and did not end.');
  });

  it('answers a bad line with 400 and closes the connection', async () => {
    request.write('{}\n');
    const response = await answer();
    expect(response.statusCode).toBe(400);
    await once(response, 'close');
    expect(receiver.oddities()[0]?.message).toContain('POST /v1/ledger was answered 400.');
  });

  it('ends a stream that is open when the receiver stops', async () => {
    request.write(`${START}\n`);
    await missing();
    const closed = new Promise((resolve) => request.on('close', resolve));
    await receiver.stop();
    await closed;
    expect(await missing()).toContain('its process has closed the connection to the ledger.');
  });
});
