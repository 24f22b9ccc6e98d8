import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordDiagMessages } from '../../../../../test/diag-messages.js';
import { Http2Collector } from '../../../../../test/http2-collector.js';
import { HttpProxy } from '../../../../../test/http-proxy.js';
import { TLS } from '../../../../../test/tls.js';
import { until } from '../../../../../test/until.js';
import { readFailure } from '#sdk/export/read-failure.js';
import { createTransport } from '#sdk/export/otlp/grpc.js';
import type { GrpcTransport } from './grpc-transport.js';
import { findProxy } from './proxy.js';

const REQUEST = Buffer.from('a request');
const VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy', 'no_grpc_proxy', 'no_proxy'];

const before = { ...process.env };

function setEnvironment(env: Record<string, string>): void {
  process.env = { ...before };
  for (const name of VARIABLES) delete process.env[name];
  Object.assign(process.env, env);
}

afterEach(() => {
  process.env = { ...before };
});

describe('a transport over gRPC behind a proxy', () => {
  let proxy: HttpProxy;
  let collector: Http2Collector;
  let transport: GrpcTransport;

  beforeEach(async () => {
    proxy = await HttpProxy.start();
    collector = await Http2Collector.start();
  });
  afterEach(async () => {
    transport.shutdown();
    await proxy.stop();
    await collector.stop();
  });

  function start(proxyUrl: string, env: Record<string, string> = {}): void {
    const endpoint = `http://collector.example:${collector.port}`;
    setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, grpc_proxy: proxyUrl, ...env });
    transport = createTransport();
  }

  async function reasonOf(): Promise<string> {
    const { code, error } = await transport.send(REQUEST);
    expect(code).toBe(1);
    const { reason, remedy } = readFailure(error);
    expect(remedy).toBe('retry');
    return reason;
  }

  it('connects by it, and asks it by the name of the collector', async () => {
    start(`http://${proxy.host}`);
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    expect(proxy.asked).toEqual([[`collector.example:${collector.port}`, undefined]]);
    expect(collector.requests[0]?.headers[':authority']).toBe(
      `collector.example:${collector.port}`,
    );
  });

  it('does not ask it by the agent of the application', async () => {
    const { globalAgent } = http;
    http.globalAgent = new http.Agent();
    http.globalAgent.createConnection = () => {
      throw new Error('asked');
    };
    start(`http://${proxy.host}`);
    const answer = await transport.send(REQUEST);
    http.globalAgent = globalAgent;
    expect(answer).toMatchObject({ code: 0 });
  });

  it('identifies itself to it by the user and the password of its URL', async () => {
    start(`http://us%40er:pa%3Ass@${proxy.host}`);
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    const credentials = Buffer.from('us@er:pa:ss').toString('base64');
    expect(proxy.asked).toEqual([[expect.any(String), `Basic ${credentials}`]]);
  });

  describe('over TLS', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'traced-proxy-'));
      await writeFile(join(folder, 'ca.pem'), TLS.cert);
      await collector.stop();
      collector = await Http2Collector.start({ tls: true });
    });
    afterEach(() => rm(folder, { recursive: true }));

    function startSecure(host: string): void {
      start(`http://${proxy.host}`, {
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://${host}:${collector.port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'ca.pem'),
      });
    }

    it.each([
      ['localhost', 'localhost'],
      ['127.0.0.1', false],
    ])('speaks to the collector, not to the proxy, and calls it %s', async (host, servername) => {
      startSecure(host);
      expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
      expect(proxy.asked).toEqual([[`${host}:${collector.port}`, undefined]]);
      const [session] = collector.sessions;
      expect(session && Reflect.get(session.socket, 'servername')).toBe(servername);
    });

    it('verifies that it is the collector', async () => {
      startSecure('collector.example');
      expect(await reasonOf()).toContain('collector.example. is not in the cert');
      startSecure('127.0.0.2');
      expect(await reasonOf()).toContain('127.0.0.2 is not in the cert');
    });

    it('fails when the proxy resets the connection', async () => {
      proxy.answer = (client) => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.once('data', () => client.resetAndDestroy());
      };
      startSecure('localhost');
      expect(await reasonOf()).toMatch(/^14 UNAVAILABLE: .*(ECONNRESET|disconnected)/);
    });
  });

  it('loses nothing that the collector says together with the answer of the proxy', async () => {
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const goaway = Buffer.from([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11]);
    proxy.answer = (client) => {
      const success = Buffer.from('HTTP/1.1 200 OK\r\n\r\n');
      client.write(Buffer.concat([success, settings, goaway]));
    };
    start(`http://${proxy.host}`);
    expect(await reasonOf()).toBe('14 UNAVAILABLE: Session closed with error code 11');
  });

  it('says what the proxy answered, and not how it identified itself', async () => {
    let client: Socket | undefined;
    proxy.answer = (socket) => {
      client = socket.resume();
      client.write('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    };
    start(`http://user:secret@${proxy.host}`);
    const reason = await reasonOf();
    expect(reason).toBe(`14 UNAVAILABLE: by the proxy ${proxy.host}: it answered 407`);
    expect(collector.requests).toEqual([]);
    await until(() => client?.readableEnded === true);
  });

  it('says that the proxy cannot be reached', async () => {
    start('http://user:secret@127.0.0.1:9');
    expect(await reasonOf()).toBe(
      '14 UNAVAILABLE: by the proxy 127.0.0.1:9: connect ECONNREFUSED 127.0.0.1:9 (nothing listens there)',
    );
  });

  it('gives up a proxy that does not answer when its time is over', async () => {
    proxy.answer = () => {};
    start(`http://${proxy.host}`, { OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
    expect(await reasonOf()).toMatch(/^4 DEADLINE_EXCEEDED: no answer within 500 ms/);
  });

  it('gives up a proxy that does not answer when it is shut down', async () => {
    let client: Socket | undefined;
    proxy.answer = (socket) => (client = socket.resume());
    start(`http://${proxy.host}`);
    const reason = reasonOf();
    await until(() => client !== undefined);
    transport.shutdown();
    expect(await reason).toBe('1 CANCELLED: shut down');
    await until(() => client?.readableEnded === true);
  });

  it('closes its connection when it is shut down', async () => {
    start(`http://${proxy.host}`);
    expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
    transport.shutdown();
    await until(() => collector.sessions[0]?.destroyed === true);
  });

  it.each(['https://127.0.0.1:9', 'socks5://127.0.0.1:9', 'secret of 127.0.0.1'])(
    'connects directly where the proxy is none that it can use, and says so without its URL: %s',
    async (url) => {
      const messages = recordDiagMessages();
      start(url, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}` });
      expect(await transport.send(REQUEST)).toMatchObject({ code: 0 });
      expect(messages).toEqual([
        'grpc_proxy has no effect on exports: expected the URL of a proxy with the scheme http.',
      ]);
    },
  );
});

describe('findProxy', () => {
  it.each([
    [{}, undefined],
    [{ http_proxy: 'http://c:1' }, 'c:1'],
    [{ http_proxy: 'http://c:1', https_proxy: 'http://b:2' }, 'b:2'],
    [{ http_proxy: 'http://c:1', https_proxy: 'http://b:2', grpc_proxy: 'http://a:3' }, 'a:3'],
    [{ grpc_proxy: '', http_proxy: 'http://c' }, 'c:80'],
    [{ grpc_proxy: 'http://[::1]:8' }, '::1:8'],
    [{ HTTPS_PROXY: 'http://c:1' }, undefined],
  ])('reads %o as clients of gRPC do', (env: Record<string, string>, expected) => {
    setEnvironment(env);
    const proxy = findProxy('collector.example');
    expect(proxy && `${proxy.host}:${proxy.port}`).toBe(expected);
  });

  it.each([
    ['collector.example', 'collector.example', true],
    ['collector.example', ' .example , other ', true],
    ['collector.example', 'EXAMPLE', true],
    ['collector.example', 'collector', false],
    ['collector.example', 'other,', false],
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['::1', '::1', true],
  ])(
    'connects to %s directly or not, where the exceptions are "%s"',
    (host, no_proxy, isDirect) => {
      setEnvironment({ grpc_proxy: 'http://proxy:1', no_proxy });
      expect(findProxy(host) === undefined).toBe(isDirect);
    },
  );

  it('takes the exceptions for gRPC over those for all protocols', () => {
    const env = { grpc_proxy: 'http://proxy:1', no_proxy: 'a', no_grpc_proxy: 'b' };
    setEnvironment(env);
    expect(findProxy('a')).toBeDefined();
    expect(findProxy('b')).toBeUndefined();
  });
});
