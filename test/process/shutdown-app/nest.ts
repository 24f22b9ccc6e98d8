import { setTimeout } from 'node:timers/promises';
import { Controller, Get, Global, Module, type OnApplicationShutdown, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Traced, TracingModule } from '@traced/nest';
import { endProcess } from './end-process.js';

let begun = 0;

@Controller()
class OrdersController {
  @Get('orders/:id')
  async find(@Param('id') id: string): Promise<{ id: string }> {
    begun++;
    await setTimeout(20);
    return { id };
  }

  @Get('end/:way')
  end(@Param('way') way: string): void {
    endProcess(way, () => void app.close());
  }
}

/** Shuts down after TracingModule, as it is global and imported before. */
@Global()
@Module({})
class ConnectionsModule implements OnApplicationShutdown {
  @Traced('close connections')
  async onApplicationShutdown(): Promise<void> {
    await setTimeout(20);
  }
}

@Module({
  imports: [
    ...(process.env['NO_LATE_HOOK'] ? [] : [ConnectionsModule]),
    ...(process.env['UNTRACED'] ? [] : [TracingModule.forRoot()]),
  ],
  controllers: [OrdersController],
})
class ShopModule implements OnApplicationShutdown {
  @Traced('say what was served')
  onApplicationShutdown(): void {
    console.log(begun);
  }
}

const app = await NestFactory.create(ShopModule, { logger: false });
const hooks = process.env['SHUTDOWN_HOOKS'];
if (hooks) app.enableShutdownHooks([], { useProcessExit: hooks === 'process.exit' });
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
