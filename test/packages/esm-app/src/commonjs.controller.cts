import { Controller, Get, Param } from '@nestjs/common';
import { SpanAttribute, Traced } from '@traced/nest';
import { InjectTracedPool } from '@traced/nest/pg';
import type { Pool } from 'pg';
import { AppService } from './app.service.js';

/** A CommonJS module: it has the CommonJS build of `@traced/nest`, the application the ESM one. */
@Controller('commonjs')
export class CommonJsController {
  constructor(
    private readonly appService: AppService,
    @InjectTracedPool() private readonly pool: Pool,
  ) {}

  @Get()
  @Traced()
  getHello(): string {
    return this.appService.getHello();
  }

  @Get('broken')
  @Traced()
  getBroken(): string {
    return this.appService.getBroken();
  }

  @Get('users/:id')
  async getUser(@SpanAttribute('user.id') @Param('id') id: string): Promise<string> {
    await this.pool.query('SELECT 1 FROM pg_user');
    return id;
  }
}
