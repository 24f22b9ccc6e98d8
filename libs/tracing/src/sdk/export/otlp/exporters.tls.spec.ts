import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Server, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { namesIn, namesOf, requestOfOne } from '../../../../test/finished-span.js';
import { GrpcCollector } from '../../../../test/grpc-collector.js';
import { Http2Collector } from '../../../../test/http2-collector.js';
import { TLS } from '../../../../test/tls.js';
import { type ExportAnswer, type Transport, attemptExport } from '#sdk/export/attempt.js';
import { readFailure } from '#sdk/export/read-failure.js';
import { createTransport as createGrpcExporter } from './grpc.js';
import { createTransport as createHttpExporter } from './http-protobuf.js';

describe('Exporters over TLS', () => {
  let folder: string;
  const arrived: string[] = [];

  beforeEach(async () => {
    arrived.length = 0;
    folder = await mkdtemp(join(tmpdir(), 'traced-tls-'));
    const certificate = join(folder, 'ca.pem');
    await writeFile(certificate, TLS.cert);
    process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'] = certificate;
  });
  afterEach(async () => {
    delete process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'];
    delete process.env['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'];
    delete process.env['OTEL_EXPORTER_OTLP_CLIENT_KEY'];
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await rm(folder, { recursive: true });
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    arrived.push(...namesIn(await buffer(request)));
    response.end();
  }

  async function exportOne(create: () => Transport, port: number): Promise<ExportAnswer> {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `https://localhost:${port}`;
    const exporter = create();
    const answer = await attemptExport(exporter, requestOfOne(), 10_000);
    await exporter.shutdown();
    return answer;
  }

  describe('gRPC', () => {
    let collector: GrpcCollector;

    beforeEach(async () => {
      const pair = { private_key: Buffer.from(TLS.key), cert_chain: Buffer.from(TLS.cert) };
      collector = await GrpcCollector.start({
        credentials: ServerCredentials.createSsl(null, [pair]),
      });
    });
    afterEach(() => collector.stop());

    it('trusts the certificate of the environment', async () => {
      expect(await exportOne(createGrpcExporter, collector.port)).toMatchObject({ code: 0 });
      expect(collector.accepted).toEqual(namesOf(1));
    });

    it('trusts no other, and tries again, as it may be replaced', async () => {
      delete process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'];
      const { error } = await exportOne(createGrpcExporter, collector.port);
      expect(readFailure(error)).toMatchObject({
        remedy: 'retry',
        reason: expect.stringContaining('self-signed certificate'),
      });
    });
  });

  it('read the certificate again for each connection, over gRPC', async () => {
    const collector = await Http2Collector.start({ tls: true });
    const certificate = join(folder, 'later.pem');
    await writeFile(certificate, '');
    process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'] = certificate;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `https://localhost:${collector.port}`;
    const exporter = createGrpcExporter();
    const { code } = await exporter.send(requestOfOne());
    await writeFile(certificate, TLS.cert);
    const later = await exporter.send(requestOfOne());
    exporter.shutdown();
    await collector.stop();
    expect([code, later.code]).toEqual([1, 0]);
  });

  it('identify themselves by the certificate of the environment, over gRPC', async () => {
    const [key, chain] = [join(folder, 'client.key'), join(folder, 'client.pem')];
    await writeFile(key, TLS.key);
    await writeFile(chain, TLS.cert);
    const pair = { private_key: Buffer.from(TLS.key), cert_chain: Buffer.from(TLS.cert) };
    const collector = await GrpcCollector.start({
      credentials: ServerCredentials.createSsl(Buffer.from(TLS.cert), [pair], true),
    });
    const { code } = await exportOne(createGrpcExporter, collector.port);
    process.env['OTEL_EXPORTER_OTLP_CLIENT_KEY'] = key;
    process.env['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'] = chain;
    const identified = await exportOne(createGrpcExporter, collector.port);
    collector.stop();
    expect([code, identified.code]).toEqual([1, 0]);
    expect(collector.accepted).toEqual(namesOf(1));
  });

  describe('HTTP', () => {
    let server: Server;

    beforeEach(async () => {
      server = createServer(TLS, (request, response) => void take(request, response));
      await once(server.listen(0, '127.0.0.1'), 'listening');
    });
    afterEach(async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });

    it('trusts the certificate of the environment', async () => {
      const { port } = server.address() as AddressInfo;
      expect(await exportOne(createHttpExporter, port)).toMatchObject({ code: 0 });
      expect(arrived).toEqual(namesOf(1));
    });

    it('trusts no other, and tries again, as it may be replaced', async () => {
      delete process.env['OTEL_EXPORTER_OTLP_CERTIFICATE'];
      const { port } = server.address() as AddressInfo;
      const { error } = await exportOne(createHttpExporter, port);
      expect(readFailure(error)).toMatchObject({
        remedy: 'retry',
        reason: expect.stringContaining('self-signed certificate'),
      });
    });
  });
});
