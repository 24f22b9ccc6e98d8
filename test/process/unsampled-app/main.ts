import { once } from 'node:events';
import { Session } from 'node:inspector/promises';
import { connect } from 'node:net';
import { Controller, Get, Injectable, Module, Param, ParseIntPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SpanAttribute, Traced, TracingModule } from '@traced/nest';

const REQUESTS = 20;
const CALLS = 10;

/** The scripts that run because requests are traced. */
const TRACING = /\/libs\/tracing\/|\/@opentelemetry\/|^node:internal\/async_local_storage\//;

@Injectable()
class GreetingService {
  @Traced({ attributes: () => ({ 'greeting.language': 'en' }) })
  greet(@SpanAttribute('greeting.name') name: string): string {
    return `Hello ${name}`;
  }
}

@Controller('greetings')
class GreetingController {
  constructor(private readonly service: GreetingService) {}

  @Get(':count')
  find(@Param('count', ParseIntPipe) count: number): string[] {
    return Array.from({ length: count }, (_, index) => this.service.greet(`number ${index}`));
  }
}

@Module({
  imports: [TracingModule.forRoot()],
  controllers: [GreetingController],
  providers: [GreetingService],
})
class GreetingModule {}

const app = await NestFactory.create(GreetingModule, { logger: false });
await app.listen(0, '127.0.0.1');
const { port } = new URL(await app.getUrl());
const socket = connect(Number(port), '127.0.0.1');
const inspector = new Session();
inspector.connect();
await inspector.post('Profiler.enable');

await ask(0);
await ask(CALLS);
await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
const withoutCalls = await countsOf(0);
const withCalls = await countsOf(CALLS);
console.log(JSON.stringify({ requests: REQUESTS, calls: CALLS, withoutCalls, withCalls }));
socket.destroy();
await app.close();

/** Returns how often each function is called while requests are served, each of which calls a traced method. */
async function countsOf(calls: number): Promise<Record<string, number>> {
  await takeCounts();
  for (let n = 0; n < REQUESTS; n++) await ask(calls);
  return takeCounts();
}

/** Returns how often V8 has called each function of tracing since it was asked last, by its script and name. */
async function takeCounts(): Promise<Record<string, number>> {
  const { result } = await inspector.post('Profiler.takePreciseCoverage');
  const counts: Record<string, number> = {};
  for (const { url, functions } of result.filter(({ url }) => TRACING.test(url))) {
    for (const { functionName, ranges } of functions) {
      const name = `${url} ${functionName}`;
      counts[name] = (counts[name] ?? 0) + (ranges[0]?.count ?? 0);
    }
  }
  return counts;
}

/** Sends one request over the connection, which no instrumentation knows, and waits for the end of its answer. */
async function ask(calls: number): Promise<void> {
  const { TRACEPARENT } = process.env;
  const header = TRACEPARENT ? `traceparent: ${TRACEPARENT}\r\n` : '';
  socket.write(`GET /greetings/${calls} HTTP/1.1\r\nHost: localhost\r\n${header}\r\n`);
  for (let answer = ''; !answer.endsWith(']');) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    answer += chunk.toString('latin1');
  }
}
