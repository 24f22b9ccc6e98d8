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
  ])('has the host and the port of the Host header %p', async (host, address, port) => {
    await send('GET / HTTP/1.1', `Host: ${host}`);
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['server.address']).toBe(address);
    expect(attributes['server.port']).toBe(port);
  });

  it('for the server as a whole has the path `*`', async () => {
    await send('OPTIONS * HTTP/1.1', 'Host: spec');
    expect((await endedSpan(recorder, 'OPTIONS')).attributes['url.path']).toBe('*');
  });

  it('over HTTP/1.0 without a host has a span without one', async () => {
    await send('GET / HTTP/1.0');
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['network.protocol.version']).toBe('1.0');
    expect(attributes).not.toHaveProperty('server.address');
  });

  it('with a method that semantic conventions do not know is named `HTTP`', async () => {
    await send('PROPFIND / HTTP/1.1', 'Host: spec');
    expect((await endedSpan(recorder, 'HTTP')).attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'PROPFIND',
    });
  });

  it('has attributes within their limits, however long its target and headers are', async () => {
    const long = 'lorem;'.repeat(10_000);
    await send(`GET /orders/${long}?${long}=1 HTTP/1.1`, `Host: ${long}`, `User-Agent: ${long}`);
    const { attributes } = await endedSpan(recorder, 'GET');
    expect(attributes['url.path']).toBe('/orders/...');
    expect(attributes['url.query']).toBe('...');
    expect(attributes['user_agent.original']).toMatch(/^(?:lorem;)+lorem\.\.\.$/);
    expect(String(attributes['user_agent.original']).length).toBeLessThanOrEqual(8_192);
    expect(attributes).not.toHaveProperty('server.address');
  });

  it('has no attributes from headers that a proxy may have set', async () => {
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

/** Returns `target` with a property that throws when it is read. */
function hostile<T extends object>(target: T, property: keyof T): T {
  const get = (): never => {
    throw new Error('hostile');
  };
  return Object.defineProperty(target, property, { get });
}

describe('removing the instrumentation', () => {
  it.each([
    ['the method of Node', undefined],
    ['the replacement of another library', EventEmitter.prototype.emit.bind(new EventEmitter())],
  ])('restores %s', (_, own) => {
    restore();
    if (own) net.Server.prototype.emit = own;
    const before = Object.getOwnPropertyDescriptor(net.Server.prototype, 'emit');
    instrumentServers([])();
    expect(Object.getOwnPropertyDescriptor(net.Server.prototype, 'emit')).toEqual(before);
    Reflect.deleteProperty(net.Server.prototype, 'emit');
    restore = instrumentServers([]);
  });
});

describe('a later replacement of the `emit` of all emitters', () => {
  it('is called by servers, and stays when the instrumentation is removed', () => {
    const emit = jest.spyOn(EventEmitter.prototype, 'emit');
    net.createServer().emit('event');
    restore();
    net.createServer().emit('event again');
    const calls = [...emit.mock.calls];
    emit.mockRestore();
    const isLeft = Object.hasOwn(net.Server.prototype, 'emit');
    restore = instrumentServers([]);
    expect({ calls, isLeft }).toEqual({ calls: [['event'], ['event again']], isLeft: false });
  });
});

describe('a removed instrumentation', () => {
  it('passes events on if another library has replaced the method since and calls it', () => {
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

describe('an object that is emitted as a request', () => {
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
  ])('reaches its listeners unchanged: %s', (_, event, make) => {
    const received: unknown[][] = [];
    const args = make();
    const server = new net.Server().on(event, (...all: unknown[]) => received.push(all));
    expect(server.emit(event, ...args)).toBe(true);
    expect(received).toEqual([args]);
    expect(received[0]?.[0]).toBe(args[0]);
  });

  it('causes one warning if it cannot be traced', () => {
    expect(messages).toEqual(['An HTTP request could not be traced.']);
  });

  it('ends its span even if its response throws when it is read', () => {
    const response = hostile(new ServerResponse(request()), 'headersSent');
    createServer(() => {}).emit('request', request(), response);
    expect(() => response.emit('close')).not.toThrow();
    expect(recorder.spans).toHaveLength(1);
  });

  it('is traced without a socket, as adapters for serverless platforms construct it', () => {
    const made = Object.assign(request(), { socket: null, method: 'GET', url: '/orders' });
    const response = new ServerResponse(made);
    createServer(() => {}).emit('request', made, response);
    response.emit('close');
    expect(recorder.span('GET').attributes).toMatchObject({ 'url.path': '/orders' });
  });
});
