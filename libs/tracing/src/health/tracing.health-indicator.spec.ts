import type { AddressInfo } from 'node:net';
import { type INestApplication, Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ExportStatus, ports } from '#span/ports.js';
import { TracingHealthIndicator } from './index.js';

const WORKING: ExportStatus = {
  made: 12,
  sent: 7,
  queued: 2,
  capacity: 2_048,
  queuedBytes: 3_000,
  capacityBytes: 67_108_864,
  dropped: { queue_full: 1, rejected: 2, shutdown: 0 },
  lastError: '14 UNAVAILABLE',
  failingSince: undefined,
};

const FIGURES = {
  enabled: true,
  made: 12,
  sent: 7,
  queued: 2,
  capacity: 2_048,
  queuedBytes: 3_000,
  capacityBytes: 67_108_864,
  dropped: { queue_full: 1, rejected: 2, shutdown: 0 },
};

@Controller()
class HealthController {
  readonly #health: HealthCheckService;
  readonly #tracing: TracingHealthIndicator;

  constructor(health: HealthCheckService, tracing: TracingHealthIndicator) {
    this.#health = health;
    this.#tracing = tracing;
  }

  @Get('health')
  @HealthCheck()
  check() {
    return this.#health.check([() => this.#tracing.isHealthy()]);
  }

  @Get('health/strict')
  @HealthCheck()
  checkStrictly() {
    const thresholds = { maxFailingMillis: 60_000, maxDropped: 3 };
    return this.#health.check([() => this.#tracing.isHealthy('spans', thresholds)]);
  }
}

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [TracingHealthIndicator],
})
class HealthModule {}

describe('TracingHealthIndicator', () => {
  let app: INestApplication;

  beforeEach(async () => {
    app = await NestFactory.create(HealthModule, { logger: false });
    await app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    ports.exportStatus = undefined;
    await app.close();
  });

  async function get(path: string): Promise<{ status: number; details: unknown }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    const { details } = (await response.json()) as { details: unknown };
    return { status: response.status, details };
  }

  function report(status: Partial<ExportStatus>): void {
    ports.exportStatus = () => ({ ...WORKING, ...status });
  }

  it('is up with its figures while exports work', async () => {
    report({});
    expect(await get('/health')).toEqual({
      status: 200,
      details: { tracing: { status: 'up', ...FIGURES } },
    });
  });

  it('is up while the collector cannot be reached, and reports since when and why', async () => {
    report({ failingSince: 0 });
    expect(await get('/health')).toEqual({
      status: 200,
      details: {
        tracing: {
          status: 'up',
          ...FIGURES,
          failingSince: '1970-01-01T00:00:00.000Z',
          lastError: '14 UNAVAILABLE',
        },
      },
    });
  });

  it('is up without tracing', async () => {
    expect(await get('/health')).toEqual({
      status: 200,
      details: { tracing: { status: 'up', enabled: false } },
    });
    expect((await get('/health/strict')).status).toBe(200);
  });

  it('is up below the thresholds of the caller, and reports under the key of the caller', async () => {
    report({ failingSince: Date.now() });
    expect(await get('/health/strict')).toMatchObject({
      status: 200,
      details: { spans: { status: 'up', ...FIGURES } },
    });
  });

  it.each<[string, Partial<ExportStatus>]>([
    ['exports fail for longer', { failingSince: Date.now() - 70_000 }],
    ['more spans were dropped', { dropped: { queue_full: 1, rejected: 1, shutdown: 2 } }],
  ])('is down when %s than the caller allows', async (_, status) => {
    report(status);
    expect(await get('/health/strict')).toMatchObject({
      status: 503,
      details: { spans: { status: 'down', made: 12 } },
    });
  });
});
