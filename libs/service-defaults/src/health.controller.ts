import { Controller, Get, ServiceUnavailableException, type Type } from '@nestjs/common';

interface Database {
  query(sql: string): Promise<unknown>;
}

class DatabaseUnavailableError extends ServiceUnavailableException {
  constructor(cause: unknown) {
    super('Expected an answer of the database, got none.', {
      cause,
      errorCode: 'DATABASE_UNAVAILABLE',
    });
  }
}

/** A service is ready while the database that `injectDatabase` injects answers. */
export function healthController(injectDatabase: ParameterDecorator): Type {
  @Controller('health')
  class HealthController {
    constructor(@injectDatabase private readonly database: Database) {}

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
  }
  return HealthController;
}
