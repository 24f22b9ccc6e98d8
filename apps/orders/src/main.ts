import { ConsoleLogger, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { OrdersModule } from './orders.module.js';

try {
  const app = await NestFactory.create(OrdersModule, { logger: false, abortOnError: false });
  const config = app.enableShutdownHooks().get(ConfigService);
  await app.listen(config.getOrThrow<number>('PORT'), config.getOrThrow<string>('HOST'));
  app.useLogger(new ConsoleLogger({ logLevels: ['log'] }));
  new Logger('orders').log(`Listening on ${await app.getUrl()}`);
} catch (error) {
  console.error((error instanceof Error && error.message) || error);
  process.exit(1);
}
