import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule, MessagePattern, Transport } from '@nestjs/microservices';
import { TracingModule } from '@traced/nest';
import { firstValueFrom } from 'rxjs';
import { decorateRoute } from '../../bench/parts/decorate-route.mjs';
import { withinSpan } from './within-span.mjs';

const HOST = '127.0.0.1';
const transport = Transport.TCP;

/** Starts a microservice that answers messages over TCP, and a Nest application with a client for it. */
export async function startJourney() {
  const client = await connectClient(await serveMessages());
  return withinSpan(() => firstValueFrom(client.send('sum', [1, 2, 3])));
}

async function serveMessages() {
  class SumController {
    sum(numbers) {
      return numbers.reduce((sum, number) => sum + number, 0);
    }
  }
  Controller()(SumController);
  decorateRoute(SumController, 'sum', MessagePattern('sum'));

  class SumModule {}
  Module({ imports: [TracingModule.forRoot()], controllers: [SumController] })(SumModule);
  const options = { transport, options: { host: HOST, port: 0 }, logger: false };
  const service = await NestFactory.createMicroservice(SumModule, options);
  await service.listen();
  return service.unwrap().address().port;
}

async function connectClient(port) {
  const sums = ClientsModule.register([{ name: 'sums', transport, options: { host: HOST, port } }]);
  class ClientModule {}
  Module({ imports: [TracingModule.forRoot(), sums] })(ClientModule);
  const app = await NestFactory.createApplicationContext(ClientModule, { logger: false });
  return app.get('sums');
}
