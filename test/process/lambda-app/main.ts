import { writeSync } from 'node:fs';
import { configure as serverlessExpress } from '@codegenie/serverless-express';
import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Traced, TracingModule } from '@traced/nest';
import { tracedHandler } from '@traced/nest/lambda';

@Injectable()
class OrdersService {
  @Traced()
  async find(id: string): Promise<{ id: string }> {
    return { id };
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(@Param('id') id: string): Promise<{ id: string }> {
    return this.orders.find(id);
  }
}

@Module({
  imports: [TracingModule.forRoot()],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class OrdersModule {}

interface HttpEvent {
  readonly rawPath: string;
  readonly headers: Record<string, string>;
}

type Handler = (event: HttpEvent, context: object) => Promise<unknown>;

const HANDLERS: Record<string, () => Promise<Handler>> = {
  async express() {
    const app = await NestFactory.create(OrdersModule, { logger: false });
    await app.init();
    const handler = serverlessExpress({ app: app.getHttpAdapter().getInstance() });
    return (event, context) => Promise.resolve(handler(event, context, () => {}));
  },
  async fastify() {
    const options = { logger: false } as const;
    const app = await NestFactory.create<NestFastifyApplication>(
      OrdersModule,
      new FastifyAdapter(),
      options,
    );
    await app.init();
    return async ({ rawPath: url, headers }) => {
      const { statusCode, body } = await app.inject({ method: 'GET', url, headers });
      return { statusCode, body };
    };
  },
  async queue() {
    const app = await NestFactory.createApplicationContext(OrdersModule, { logger: false });
    return () => app.get(OrdersService).find('of a queue');
  },
};

/** Answers the events one after the other, as Lambda has it do. */
async function run(): Promise<void> {
  const { HANDLER = '', EVENTS = '[]', UNWRAPPED } = process.env;
  const handler = await HANDLERS[HANDLER]?.();
  if (!handler) throw new Error(`Expected one of ${Object.keys(HANDLERS).join()}.`);
  const invoke = UNWRAPPED ? handler : tracedHandler(handler);
  for (const event of JSON.parse(EVENTS) as HttpEvent[]) {
    const answer = await invoke(event, { functionName: 'orders' });
    writeSync(1, `${JSON.stringify(answer)}\n`);
  }
  freeze();
}

/** Stands still with everything that is pending, until the process is killed. */
function freeze(): void {
  writeSync(1, 'frozen\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

await run();
