import { Controller, Get } from '@nestjs/common';
import { InjectTracedPool } from '@traced/nest/pg';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';

@Controller('database')
export class DatabaseController {
  constructor(
    private readonly dataSource: DataSource,
    @InjectTracedPool() private readonly pool: Pool,
  ) {}

  @Get()
  async read(): Promise<unknown> {
    await this.dataSource.query('SELECT 1 FROM pg_class');
    const { rows } = await this.pool.query('SELECT 2 FROM pg_type');
    return rows[0];
  }
}
