import type { Server } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Controller,
  Get,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DataSource } from 'typeorm';

class DatabaseUnavailableError extends ServiceUnavailableException {
  constructor(cause: unknown) {
    super('Expected an answer of the database, got none.', {
      cause,
      errorCode: 'DATABASE_UNAVAILABLE',
    });
  }
}

@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  constructor(
    private readonly database: DataSource,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(): Promise<{ status: string }> {
    await this.database.query('SELECT 1').catch((cause: unknown) => {
      throw new DatabaseUnavailableError(cause);
    });
    return { status: 'ready' };
  }

  /** Node closes the connections that are idle now; this closes the others after their answer. */
  beforeApplicationShutdown(): void {
    const server: Server = this.adapterHost.httpAdapter.getHttpServer();
    server.keepAliveTimeout = 1;
    server.keepAliveTimeoutBuffer = 0;
  }
}
