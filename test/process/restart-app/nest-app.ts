import type { Server } from 'node:http';
import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Traced, TracingModule } from '@traced/nest';

@Controller('orders')
class OrdersController {
  @Get(':id')
  find(): string {
    return this.read();
  }

  @Traced('read order')
  private read(): string {
    return 'order';
  }
}

@Module({ imports: [TracingModule.forRoot()], controllers: [OrdersController] })
class ShopModule {}

export async function startApp(): Promise<INestApplication<Server>> {
  const app = await NestFactory.create<INestApplication<Server>>(ShopModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}
