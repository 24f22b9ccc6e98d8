import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Traced, TracingModule } from '@traced/nest';

@Injectable()
class OrdersService {
  @Traced()
  async load(id: string): Promise<{ id: string; peers: string[] }> {
    const byFetch = await (await fetch(`${await app.getUrl()}/peer`)).text();
    const byHttp = await askByHttp(`${await app.getUrl()}/peer`);
    return { id, peers: [byFetch, byHttp] };
  }
}

function askByHttp(url: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  get(url, (response) => resolve(text(response))).once('error', reject);
  return promise;
}

@Controller()
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get('orders/:id')
  find(@Param('id') id: string): Promise<{ id: string }> {
    return this.orders.load(id);
  }

  @Get('peer')
  peer(): string {
    return 'peer';
  }
}

@Module({
  imports: [TracingModule.forRoot()],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class OrdersModule {}

const app = await NestFactory.create(OrdersModule, { logger: ['error'] });
// Some runtimes refuse the signals that Nest listens to by default.
app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
