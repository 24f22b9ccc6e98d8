import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from './otlp-receiver.js';

// The preface of HTTP/2, empty settings, and the head of a POST to `/` whose body never comes.
const HTTP2_REQUEST = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 3, 1, 4, 0, 0, 0, 1, 0x83, 0x86, 0x84]),
]);

const HTTP1_HEAD = 'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

/** Has the server say that it has read the head of the request. */
const EXPECT = 'expect: 100-continue\r\n';

describe('OtlpReceiver.stop', () => {
  let receiver: OtlpReceiver;
  let socket: Socket;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    const { hostname, port } = new URL(receiver.endpoint);
    // Like a process that is suspended, it neither reads nor ends, and only the system acknowledges what it gets.
    socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true }).on(
      'error',
      () => {},
    );
    await once(socket, 'connect');
  });

  afterEach(() => {
    socket.destroy();
  });

  it.each([
    ['has sent nothing', ''],
    ['has sent half of what shows its protocol', 'P'],
    ['has sent half of a head', 'POST /v1/tra'],
  ])('resolves though a client %s, and does not close its side', async (_, bytes) => {
    await new Promise((sent) => socket.write(bytes, sent));
    await receiver.stop();
    expect(socket.readableEnded).toBe(false);
  });

  it.each([
    ['has an idle connection over HTTP/1', 'GET /api/v3/services HTTP/1.1\r\nhost: x\r\n\r\n'],
    [
      'does not go on with its request over HTTP/1',
      `${HTTP1_HEAD}${EXPECT}content-length: 9\r\n\r\n`,
    ],
    ['has an idle connection over HTTP/2', HTTP2_REQUEST.subarray(0, 33)],
    ['does not go on with its request over HTTP/2', HTTP2_REQUEST],
    [
      'announces spans',
      `POST /v1/ledger HTTP/1.1\r\nhost: x\r\n${EXPECT}content-length: 9\r\n\r\n`,
    ],
  ])('resolves though a client %s, and does not close its side', async (_, bytes) => {
    socket.write(bytes);
    await once(socket, 'data');
    socket.pause();
    await receiver.stop();
    expect(socket.readableEnded).toBe(false);
  });

  it('lets a request that has begun come to its end, and answers it', async () => {
    const body = '{"resourceSpans":[]}';
    socket.write(`${HTTP1_HEAD}${EXPECT}content-length: ${body.length}\r\n\r\n`);
    await once(socket, 'data');
    const stopped = receiver.stop();
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
    await stopped;
  });

  it('resolves for each who calls it', async () => {
    const stops = [receiver.stop(), receiver.stop()];
    await expect(Promise.all([...stops, receiver.stop()])).resolves.toHaveLength(3);
  });
});
