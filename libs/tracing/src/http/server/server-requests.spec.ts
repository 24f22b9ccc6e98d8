import { EventEmitter, once } from 'node:events';
import { IncomingMessage, type Server, ServerResponse, createServer } from 'node:http';
import net, { Socket, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import { endedSpan } from '../../../test/ended-span.js';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from './instrument-servers.js';

const recorder = new SpanRecorder();
const messages = recordDiagMessages();
let restore: () => void;

beforeAll(() => {
  restore = instrumentServers(['/health']);
});
afterEach(() => recorder.reset());
afterAll(() => restore());

describe('a request', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer({ maxHeaderSize: 256 * 1024 }, (_, response) => response.end());
    port = Number(new URL(await listen(server, 'http')).port);
  });
  afterAll(async () => {
    server.close();
    await once(server, 'close');
  });

  function send(...lines: string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.end([...lines, 'Connection: close', '', ''].join('\r\n'), 'latin1');
    return text(socket);
  }

  it.each([
    ['GET http://shop.example:8080/orders?x=1 HTTP/1.1', '/orders', 'shop.example', 8080],
    ['GET https://u:pw@shop.example HTTP/1.1', '/', 'shop.example', undefined],
    ['GET //evil/../x HTTP/1.1', '//evil/../x', 'spec', 81],
    ['GET /%E0%A4%A?%%%=&&=== HTTP/1.1', '/%E0%A4%A', 'spec', 81],
  ])('is named by its target: %s', async (line, path, address, port) => {
    expect(await send(line, 'Host: spec:81')).toMatch(/^HTTP\/1.1 200/);
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['url.path']).toBe(path);
    expect(attributes['server.address']).toBe(address);
    expect(attributes['server.port']).toBe(port);
  });

  it.each([
    ['[2001:db8::1]:3000', '2001:db8::1', 3000],
    ['[::1]', '::1', undefined],
    ['shop.example', 'shop.example', undefined],
    ['no host', undefined, undefined],
    ['a:b:c', undefined, undefined],
    ['', undefined, undefined],
  ])('to the host %p', async (host, address, port) => {
    await send('GET / HTTP/1.1', `Host: ${host}`);
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['server.address']).toBe(address);
    expect(attributes['server.port']).toBe(port);
  });

  it('to the server as a whole', async () => {
    await send('OPTIONS * HTTP/1.1', 'Host: spec');
    expect((await endedSpan(recorder, 'OPTIONS')).attributes['url.path']).toBe('*');
  });

  it('of HTTP/1.0, without a host', async () => {
    await send('GET / HTTP/1.0');
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['network.protocol.version']).toBe('1.0');
    expect(attributes).not.toHaveProperty('server.address');
  });

  it('with a method that semantic conventions do not know', async () => {
    await send('PROPFIND / HTTP/1.1', 'Host: spec');
    expect((await endedSpan(recorder, 'HTTP')).attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'PROPFIND',
    });
  });

  it('is described by what fits of it, however much it says', async () => {
    const long = 'lorem;'.repeat(10_000);
    await send(`GET /orders/${long}?${long}=1 HTTP/1.1`, `Host: ${long}`, `User-Agent: ${long}`);
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['url.path']).toBe('/orders/...');
    expect(attributes['url.query']).toBe('...');
    expect(attributes['user_agent.original']).toMatch(/^(?:lorem;)+lorem\.\.\.$/);
    expect(String(attributes['user_agent.original']).length).toBeLessThanOrEqual(8_192);
    expect(attributes).not.toHaveProperty('server.address');
  });

  it('is not believed what it says of proxies', async () => {
    await send(
      'GET / HTTP/1.1',
      'Host: spec',
      'Forwarded: for=10.9.9.9;host=evil;proto=https',
      'X-Forwarded-For: 10.9.9.9',
      'X-Forwarded-Host: evil',
      'X-Forwarded-Proto: https',
    );
    expect((await endedSpan(recorder, 'GET')).attributes).toMatchObject({
      'url.scheme': 'http',
      'server.address': 'spec',
      'client.address': '127.0.0.1',
    });
  });

  it.each(['traceparent', 'tracestate', 'baggage', 'user-agent', 'x-anything'])(
    'is served with 64 KB of %s',
    async (name) => {
      const value = 'a=b,'.repeat(16 * 1024);
      expect(await send('GET / HTTP/1.1', 'Host: spec', `${name}: ${value}`)).toMatch(/ 200 OK/);
      await endedSpan(recorder, 'GET');
    },
  );
});

/** `target` with a property that throws when it is looked at. */
function hostile<T extends object>(target: T, property: keyof T): T {
  const get = (): never => {
    throw new Error('hostile');
  };
  return Object.defineProperty(target, property, { get });
}

describe('taking the instrumentation away', () => {
  it.each([
    ['what Node has', undefined],
    ['what somebody else had put there', EventEmitter.prototype.emit.bind(new EventEmitter())],
  ])('leaves %s', (_, own) => {
    restore();
    if (own) net.Server.prototype.emit = own;
    const before = Object.getOwnPropertyDescriptor(net.Server.prototype, 'emit');
    instrumentServers([])();
    expect(Object.getOwnPropertyDescriptor(net.Server.prototype, 'emit')).toEqual(before);
    Reflect.deleteProperty(net.Server.prototype, 'emit');
    restore = instrumentServers([]);
  });
});

describe('what all emitters have got since, as by `node:domain`', () => {
  it('is what servers go through, and is still there when the instrumentation is gone', () => {
    const emit = jest.spyOn(EventEmitter.prototype, 'emit');
    net.createServer().emit('told');
    restore();
    net.createServer().emit('told again');
    const calls = [...emit.mock.calls];
    emit.mockRestore();
    const isLeft = Object.hasOwn(net.Server.prototype, 'emit');
    restore = instrumentServers([]);
    expect({ calls, isLeft }).toEqual({ calls: [['told'], ['told again']], isLeft: false });
  });
});

describe('an instrumentation that was taken away', () => {
  it('goes straight through where somebody has replaced the method since, and calls it', () => {
    restore();
    const takeAway = instrumentServers([]);
    const { emit } = net.Server.prototype;
    net.Server.prototype.emit = function (this: net.Server, ...args: unknown[]) {
      return Reflect.apply(emit, this, args) as boolean;
    };
    takeAway();
    const seen: unknown[] = [];
    const server = createServer(() => seen.push(trace.getActiveSpan()));
    const request = new IncomingMessage(new Socket());
    server.emit('request', request, new ServerResponse(request));
    expect([seen, recorder.started]).toEqual([[undefined], 0]);
    Reflect.deleteProperty(net.Server.prototype, 'emit');
    restore = instrumentServers([]);
  });
});

describe('what is emitted as a request', () => {
  const request = (): IncomingMessage => new IncomingMessage(new Socket());

  it.each<[string, string, () => unknown[]]>([
    ['nothing', 'request', () => []],
    ['a number', 'request', () => [1, 2]],
    ['an object', 'request', () => [{ headers: {}, url: '/', method: 'GET' }, {}]],
    ['a request that throws', 'request', () => [hostile(request(), 'headers'), null]],
    ['a request without a response', 'request', () => [request()]],
    [
      'a frozen request',
      'request',
      () => [Object.freeze(request()), new ServerResponse(request())],
    ],
    ['no stream', 'stream', () => [null, { ':method': 'GET' }]],
    ['a stream without headers', 'stream', () => [{}]],
  ])('reaches its listeners as it is: %s', (_, event, make) => {
    const received: unknown[][] = [];
    const args = make();
    const server = new net.Server().on(event, (...all: unknown[]) => received.push(all));
    expect(server.emit(event, ...args)).toBe(true);
    expect(received).toEqual([args]);
    expect(received[0]?.[0]).toBe(args[0]);
  });

  it('costs one warning if it cannot be traced', () => {
    expect(messages).toEqual(['An HTTP request could not be traced.']);
  });

  it('ends its span though the response throws when it is looked at', () => {
    const response = hostile(new ServerResponse(request()), 'headersSent');
    createServer(() => {}).emit('request', request(), response);
    expect(() => response.emit('close')).not.toThrow();
    expect(recorder.spans).toHaveLength(1);
  });

  it('is traced without a socket, as adapters of serverless platforms make it', () => {
    const made = Object.assign(request(), { socket: null, method: 'GET', url: '/orders' });
    const response = new ServerResponse(made);
    createServer(() => {}).emit('request', made, response);
    response.emit('close');
    expect(recorder.span('GET').attributes).toMatchObject({ 'url.path': '/orders' });
  });
});
