import { Module } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TracingModule } from '@traced/nest';
import { TracedTypeOrmModule } from '@traced/nest/typeorm';
import { ServiceDefaultsModule } from '@traced/service-defaults';
import { postgres } from '@traced/service-defaults/typeorm';
import { Order, OrderItem, OutboxEvent } from './order.entity.js';
import { environment } from './orders.config.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';
import { PaymentsClient } from './payments.client.js';
import { PingController } from './ping.controller.js';
import { UsersClient } from './users.client.js';

@Module({
  imports: [
    ServiceDefaultsModule.forRoot({ environment, injectDatabase: InjectDataSource() }),
    TracingModule.forRoot(),
    TracedTypeOrmModule.forRootAsync(
      postgres({ entities: [Order, OrderItem, OutboxEvent], connectTimeoutMillis: 15_000 }),
    ),
  ],
  controllers: [OrdersController, PingController],
  providers: [OrdersService, OrdersRepository, UsersClient, PaymentsClient],
})
export class OrdersModule {}
