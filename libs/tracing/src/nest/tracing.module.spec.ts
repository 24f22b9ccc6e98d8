import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  type CanActivate,
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Module,
  Param,
  UseGuards,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { SpanRecorder } from '../../test/span-recorder.js';
import { SpanAttribute } from '#decorators/span-attribute.js';
import { Traced } from '#decorators/traced.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { ports } from '#span/ports.js';
import { TracingModule } from './tracing.module.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

@Injectable()
class UsersService {
  @Traced()
  async findOne(@SpanAttribute('user.id') id: string): Promise<{ id: string }> {
    await Promise.resolve();
    if (id === 'broken') throw new Error('disk full');
    if (id === 'bad') throw new BadRequestException();
    return { id };
  }
}

class Nobody implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

abstract class PingController {
  @Get('about/ping')
  ping(): string {
    return this.constructor.name;
  }
}

@Controller('users')
class UsersController extends PingController {
  readonly #users: UsersService;

  constructor(users: UsersService) {
    super();
    this.#users = users;
  }

  @Get('secret/:id')
  @UseGuards(Nobody)
  secret(): string {
    return 'never';
  }

  @Get(':id')
  findOne(@Param('id') id: string): Promise<{ id: string }> {
    return this.#users.findOne(id);
  }
}

@Controller('health')
class HealthController {
  @Get('live')
  live(): string {
    return 'ok';
  }
}

@Module({
  imports: [
    TracingModule.forRoot({
      attributes: (execution) => {
        const { url } = execution.switchToHttp().getRequest<{ url: string }>();
        if (url.endsWith('/ping')) throw new Error('the option throws');
        return { 'tenant.id': 'acme' };
      },
    }),
  ],
  controllers: [UsersController, HealthController],
  providers: [UsersService],
})
class UsersModule {}

describe('TracingModule', () => {
  const recorder = new SpanRecorder();
  let app: INestApplication;
  let origin: string;
  let restore: () => void;

  beforeAll(async () => {
    restore = instrumentServers(['/health/*']);
    const testing = await Test.createTestingModule({ imports: [UsersModule] }).compile();
    app = testing.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  });
  afterEach(() => recorder.reset());
  afterAll(async () => {
    await app.close();
    restore();
  });

  /** Sends a request and waits until its SERVER span has ended, which is so once a later request has been answered. */
  async function get(path: string, headers: Record<string, string> = {}): Promise<number> {
    const response = await fetch(`${origin}${path}`, {
      headers: { ...headers, connection: 'close' },
    });
    await response.arrayBuffer();
    await fetch(`${origin}/health/live`).then((live) => live.arrayBuffer());
    return response.status;
  }

  it('traces a request, its handler and its service as one tree', async () => {
    expect(await get('/users/42')).toBe(200);
    expect(recorder.tree()).toBe(
      'GET /users/:id\n  UsersController.findOne\n    UsersService.findOne',
    );
    expect(recorder.span('GET /users/:id').kind).toBe(SpanKind.SERVER);
    expect(recorder.span('GET /users/:id').attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/users/:id',
      'url.path': '/users/:id',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'network.protocol.version': '1.1',
    });
    expect(recorder.span('UsersController.findOne').attributes).toEqual({
      'code.function.name': 'UsersController.findOne',
      'nestjs.controller': 'UsersController',
      'nestjs.type': 'handler',
      'nestjs.callback': 'findOne',
      'tenant.id': 'acme',
    });
    expect(recorder.span('UsersService.findOne').attributes).toMatchObject({ 'user.id': '42' });
  });

  it('names an inherited handler by the controller that serves it', async () => {
    expect(await get('/users/about/ping')).toBe(200);
    expect(recorder.tree()).toBe('GET /users/about/ping\n  UsersController.ping');
  });

  it('sets the route on the span of a request that a guard rejects', async () => {
    expect(await get('/users/secret/1')).toBe(403);
    expect(recorder.tree()).toBe('GET /users/secret/:id');
    expect(recorder.span('GET /users/secret/:id').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('sets no route and no error on the span of a request to an unknown path', async () => {
    expect(await get('/nowhere?token=s3cret')).toBe(404);
    const { attributes, status } = recorder.span('GET');
    expect(attributes).not.toHaveProperty('http.route');
    expect(attributes['url.query']).toBe('token=REDACTED');
    expect(status.code).toBe(SpanStatusCode.UNSET);
  });

  it('leaves the status of every span of a 400 unset', async () => {
    expect(await get('/users/bad')).toBe(400);
    expect(recorder.spans.map(({ status }) => status.code)).toEqual([0, 0, 0]);
  });

  it('sets the status of every span of a 500 to ERROR and records the exception once, where it was thrown', async () => {
    expect(await get('/users/broken')).toBe(500);
    expect(recorder.spans.map(({ status }) => status.code)).toEqual([2, 2, 2]);
    expect(recorder.spans.filter(({ events }) => events.length > 0)).toEqual([
      recorder.span('UsersService.findOne'),
    ]);
    expect(recorder.span('GET /users/:id').attributes['error.type']).toBe('500');
  });

  it('traces nothing under an excluded path, whatever its query string', async () => {
    expect(await get('/health/live?verbose=1')).toBe(200);
    expect(recorder.spans).toHaveLength(0);
  });

  it("continues the caller's trace", async () => {
    await get('/users/42', { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` });
    const server = recorder.span('GET /users/:id');
    expect(server.spanContext().traceId).toBe(TRACE_ID);
    expect(server.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
  });

  it('records nothing of a request whose caller did not sample it', async () => {
    expect(await get('/users/42', { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-00` })).toBe(200);
    expect(recorder.spans).toHaveLength(0);
  });

  it.each([
    'garbage',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `ff-${TRACE_ID}-b7ad6b7169203331-01`,
    'x'.repeat(8_000),
  ])('starts a new trace on a bad traceparent', async (traceparent) => {
    expect(await get('/users/42', { traceparent, tracestate: '=,;=,', baggage: '%%%' })).toBe(200);
    expect(recorder.span('GET /users/:id').parentSpanContext).toBeUndefined();
  });

  it('never mixes requests that run in parallel', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all(ids.map((id) => get(`/users/${id}`)));
    const services = recorder.spans.filter(({ name }) => name === 'UsersService.findOne');
    expect(new Set(services.map((span) => span.spanContext().traceId)).size).toBe(ids.length);
    expect(new Set(services.map(({ attributes }) => attributes['user.id']))).toEqual(new Set(ids));
  });

  it('lets the application close only after the last export', async () => {
    const closing = await Test.createTestingModule({ imports: [UsersModule] }).compile();
    const exported = Promise.withResolvers<void>();
    const order: string[] = [];
    ports.shutdown = () => exported.promise.then(() => void order.push('exported'));
    const closed = closing.close().then(() => order.push('closed'));
    exported.resolve();
    await closed;
    ports.shutdown = undefined;
    expect(order).toEqual(['exported', 'closed']);
  });
});
