import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TracingModule } from '@traced/nest';
import { TracedTypeOrmModule } from '@traced/nest/typeorm';
import { HealthController } from './health.controller.js';
import { PingController } from './ping.controller.js';
import { ProblemFilter, ValidationFailedError } from './problem.filter.js';
import { User } from './user.entity.js';
import { type Environment, environment } from './users.config.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    ConfigModule.forRoot({
      isGlobal: true,
      ignoreEnvFile: true,
      validationSchema: environment,
    }),
    TracingModule.forRoot(),
    TracedTypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService<Environment, true>) => ({
        type: 'postgres',
        url: config.get('DATABASE_URL', { infer: true }),
        entities: [User],
        poolSize: 20,
        connectTimeoutMS: 5_000,
        retryAttempts: 1,
      }),
    }),
    TypeOrmModule.forFeature([User]),
  ],
  controllers: [UsersController, PingController, HealthController],
  providers: [
    UsersService,
    { provide: APP_FILTER, useClass: ProblemFilter },
    {
      provide: APP_PIPE,
      useValue: new StandardSchemaValidationPipe({
        exceptionFactory: (issues) => new ValidationFailedError(issues),
      }),
    },
  ],
})
export class UsersModule {}
