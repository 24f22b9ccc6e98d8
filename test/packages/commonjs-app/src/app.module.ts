import { Module } from '@nestjs/common';
import { TracingModule } from '@traced/nest';
import { TracedPgModule } from '@traced/nest/pg';
import { TracedTypeOrmModule } from '@traced/nest/typeorm';
import { AppController } from './app.controller';
import { AppService } from './app.service';
import { DatabaseController } from './database.controller';

const url = process.env['DATABASE_URL'];

@Module({
  imports: [
    TracingModule.forRoot(),
    TracedTypeOrmModule.forRoot({ type: 'postgres', url }),
    TracedPgModule.forRoot({ connectionString: url }),
  ],
  controllers: [AppController, DatabaseController],
  providers: [AppService],
})
export class AppModule {}
