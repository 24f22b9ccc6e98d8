import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TracingModule } from '@traced/nest';
import { TracedTypeOrmModule } from '@traced/nest/typeorm';
import { HealthController } from './health.controller.js';
import { Order, OrderItem, OutboxEvent } from './order.entity.js';
import { type Environment, environment } from './orders.config.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';
import { PaymentsClient } from './payments.client.js';
import { PingController } from './ping.controller.js';
import { ProblemFilter, ValidationFailedError } from './problem.filter.js';
import { UsersClient } from './users.client.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, validationSchema: environment }),
    TracingModule.forRoot(),
    TracedTypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService<Environment, true>) => ({
        type: 'postgres',
        url: config.get('DATABASE_URL', { infer: true }),
        entities: [Order, OrderItem, OutboxEvent],
        poolSize: 20,
        connectTimeoutMS: 15_000,
        retryAttempts: 1,
      }),
    }),
  ],
  controllers: [OrdersController, PingController, HealthController],
  providers: [
    OrdersService,
    OrdersRepository,
    UsersClient,
    PaymentsClient,
    { provide: APP_FILTER, useClass: ProblemFilter },
    {
      provide: APP_PIPE,
      useValue: new StandardSchemaValidationPipe({
        validateCustomDecorators: true,
        exceptionFactory: (issues) => new ValidationFailedError(issues),
      }),
    },
  ],
})
export class OrdersModule {}
