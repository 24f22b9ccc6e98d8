import { ConsoleLogger, Logger, type Type } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { runProgram } from './run-program.js';

/**
 * Starts a service on the `HOST` and the `PORT` of its environment, and logs its URL under its name. On SIGTERM the
 * service answers the requests that run, and then stops. If the start fails, because of an invalid variable or a port
 * that is in use, writes one sentence to standard error and ends the process with code 1.
 *
 * @example
 * await runService('orders', OrdersModule);
 */
export function runService(name: string, module: Type): Promise<void> {
  return runProgram(async () => {
    const app = await NestFactory.create(module, { logger: false, abortOnError: false });
    const config = app.enableShutdownHooks().get(ConfigService);
    await app.listen(config.getOrThrow<number>('PORT'), config.getOrThrow<string>('HOST'));
    app.useLogger(new ConsoleLogger({ logLevels: ['log'] }));
    new Logger(name).log(`Listening on ${await app.getUrl()}`);
  });
}
