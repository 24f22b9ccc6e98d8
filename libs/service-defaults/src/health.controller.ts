import { Controller, Get, ServiceUnavailableException, type Type } from '@nestjs/common';

interface Database {
  query(sql: string): Promise<unknown>;
}

class DatabaseUnavailableError extends ServiceUnavailableException {
  constructor(cause: unknown) {
    super('Expected an answer from the database, got none.', {
      cause,
      errorCode: 'DATABASE_UNAVAILABLE',
    });
  }
}

/**
 * Creates the controller of `GET /health/live`, which always answers 200, and of `GET /health/ready`, which answers 200
 * while the database that `injectDatabase` injects answers `SELECT 1`, and else 503.
 */
export function healthController(injectDatabase: ParameterDecorator): Type {
  @Controller('health')
  class HealthController {
    readonly #database: Database;

    constructor(@injectDatabase database: Database) {
      this.#database = database;
    }

    @Get('live')
    live(): { status: string } {
      return { status: 'live' };
    }

    @Get('ready')
    async ready(): Promise<{ status: string }> {
      await this.#database.query('SELECT 1').catch((cause: unknown) => {
        throw new DatabaseUnavailableError(cause);
      });
      return { status: 'ready' };
    }
  }
  return HealthController;
}
