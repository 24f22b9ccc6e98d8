import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  ConflictException,
  Controller,
  type ExceptionFilter,
  ForbiddenException,
  Get,
  type INestApplication,
  Injectable,
  Module,
  type NestInterceptor,
  Param,
  ParseIntPipe,
  Post,
  UseFilters,
  UseGuards,
  UseInterceptors,
  VersioningType,
} from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SpanAttribute, Traced, TracingModule } from '@traced/nest';
import type { Observable } from 'rxjs';

class OutOfStock extends Error {}

class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('closed');
  }
}

class BusyInterceptor implements NestInterceptor {
  intercept(): Observable<unknown> {
    throw new ConflictException('busy');
  }
}

class PassingInterceptor implements NestInterceptor {
  intercept(_context: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

@Catch(OutOfStock)
class StockFilter implements ExceptionFilter {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: OutOfStock, host: ArgumentsHost): void {
    const response: unknown = host.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.reply(response, { reason: error.message }, 410);
  }
}

@Catch()
class BrokenFilter implements ExceptionFilter {
  catch(): void {
    throw new Error('of the filter');
  }
}

@Injectable()
class OrdersService {
  @Traced()
  async find(@SpanAttribute('order.id') id: number): Promise<{ id: number }> {
    await new Promise((resolve) => setTimeout(resolve, id % 7));
    return { id };
  }
}

@Controller({ path: 'orders', version: '1' })
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  @UseInterceptors(PassingInterceptor)
  find(@Param('id', ParseIntPipe) id: number): Promise<{ id: number }> {
    return this.orders.find(id);
  }

  @Post()
  place(@Body() body: object): object {
    return body;
  }

  @Get(':id/guarded')
  @UseGuards(ClosedGuard)
  guarded(): void {}

  @Get(':id/intercepted')
  @UseInterceptors(BusyInterceptor)
  intercepted(): void {}

  @Get(':id/broken')
  broken(): never {
    throw new Error('of the handler');
  }

  @Get(':id/conflict')
  conflict(): never {
    throw new ConflictException('taken');
  }

  @Get(':id/filtered')
  @UseFilters(StockFilter)
  filtered(): never {
    throw new OutOfStock('none left');
  }

  @Get(':id/filter-broken')
  @UseFilters(BrokenFilter)
  filterBroken(): never {
    throw new Error('of the handler');
  }
}

@Module({
  imports: process.env['UNTRACED'] ? [] : [TracingModule.forRoot()],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class ShopModule {}

function create(): Promise<INestApplication> {
  const options = { logger: false } as const;
  return process.env['ADAPTER'] === 'fastify'
    ? NestFactory.create(ShopModule, new FastifyAdapter(), options)
    : NestFactory.create(ShopModule, options);
}

const app = await create();
app.setGlobalPrefix('api');
app.enableVersioning({ type: VersioningType.URI });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
console.log(await app.getUrl());
