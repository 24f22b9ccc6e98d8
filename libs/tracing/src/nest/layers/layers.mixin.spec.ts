import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestMiddleware,
  type NestModule,
  NotFoundException,
  type PipeTransform,
  Query,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  mixin,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { TracingModule } from '#nest/tracing.module.js';
import type { LayersOptions } from './layers.options.js';

const recorder = new SpanRecorder();
const stop = instrumentServers([]);
beforeEach(() => recorder.reset());
afterAll(stop);

function AuthGuard(strategy: string): Type<CanActivate> {
  class MixinAuthGuard implements CanActivate {
    canActivate(): boolean {
      return strategy !== '';
    }
  }
  return mixin(MixinAuthGuard);
}

function CacheInterceptor(): Type<NestInterceptor> {
  class MixinCacheInterceptor implements NestInterceptor {
    intercept(_context: unknown, next: CallHandler): Observable<unknown> {
      return next.handle();
    }
  }
  return mixin(MixinCacheInterceptor);
}

function TrimPipe(): Type<PipeTransform> {
  class MixinTrimPipe implements PipeTransform {
    transform(value: string): string {
      return value.trim();
    }
  }
  return mixin(MixinTrimPipe);
}

function NotFoundFilter(): Type<ExceptionFilter> {
  @Catch(NotFoundException)
  class MixinNotFoundFilter implements ExceptionFilter {
    catch(error: NotFoundException): never {
      throw error;
    }
  }
  return mixin(MixinNotFoundFilter);
}

function Tenant(): Type<NestMiddleware> {
  class MixinTenantMiddleware implements NestMiddleware {
    use(_request: unknown, _response: unknown, next: () => void): void {
      next();
    }
  }
  return mixin(MixinTenantMiddleware);
}

async function spansOf(layers: LayersOptions): Promise<string> {
  @UseGuards(AuthGuard('jwt'))
  @UseInterceptors(CacheInterceptor())
  @UseFilters(NotFoundFilter())
  @Controller()
  class BooksController {
    @Get()
    find(@Query('title', TrimPipe()) title: string): string {
      if (title === '') throw new NotFoundException();
      return title;
    }
  }
  @Module({ imports: [TracingModule.forRoot({ layers })], controllers: [BooksController] })
  class BooksModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(Tenant()).forRoutes(BooksController);
    }
  }
  const app = await NestFactory.create(BooksModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  await fetch(`${await app.getUrl()}/?title=%20`);
  await app.close();
  return recorder.tree();
}

describe('a class that mixin() made', () => {
  it('gives its spans the name that it was declared with, in every layer', async () => {
    const every = {
      guards: true,
      pipes: true,
      interceptors: true,
      filters: true,
      middleware: true,
    };
    expect(await spansOf(every)).toBe(`GET /
  MixinTenantMiddleware.use
  MixinAuthGuard.canActivate
  MixinCacheInterceptor.intercept
    MixinTrimPipe.transform
    BooksController.find
  MixinNotFoundFilter.catch`);
  });

  it('is selected by the name that it was declared with', async () => {
    const layers = { guards: { include: ['MixinAuthGuard'] }, pipes: { exclude: [/^MixinTrim/] } };
    expect(await spansOf(layers)).toBe(`GET /
  MixinAuthGuard.canActivate
  BooksController.find`);
  });
});
