import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { TracingModule } from '@traced/nest';
import { TracedPgModule } from '@traced/nest/pg';
import { CardGatewayClient } from './card-gateway.client.js';
import { HealthController } from './health.controller.js';
import { type Environment, environment } from './payments.config.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentsService } from './payments.service.js';
import { PingController } from './ping.controller.js';
import { ProblemFilter, ValidationFailedError } from './problem.filter.js';
import { UnsettledPayments } from './unsettled-payments.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, validationSchema: environment }),
    TracingModule.forRoot(),
    TracedPgModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService<Environment, true>) => ({
        connectionString: config.get('DATABASE_URL', { infer: true }),
        max: 20,
        connectionTimeoutMillis: 5_000,
      }),
    }),
  ],
  controllers: [PaymentsController, PingController, HealthController],
  providers: [
    PaymentsService,
    PaymentsRepository,
    CardGatewayClient,
    UnsettledPayments,
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
export class PaymentsModule {}
