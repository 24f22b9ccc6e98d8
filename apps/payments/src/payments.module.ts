import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { TracingModule } from '@traced/nest';
import { InjectTracedPool, TracedPgModule } from '@traced/nest/pg';
import { ServiceDefaultsModule } from '@traced/service-defaults';
import { CardGatewayClient } from './card-gateway.client.js';
import { type Environment, environment } from './payments.config.js';
import { PaymentsController } from './payments.controller.js';
import { PaymentsRepository } from './payments.repository.js';
import { PaymentsService } from './payments.service.js';
import { PingController } from './ping.controller.js';
import { UnsettledPayments } from './unsettled-payments.js';

@Module({
  imports: [
    ServiceDefaultsModule.forRoot({ environment, injectDatabase: InjectTracedPool() }),
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
  controllers: [PaymentsController, PingController],
  providers: [PaymentsService, PaymentsRepository, CardGatewayClient, UnsettledPayments],
})
export class PaymentsModule {}
