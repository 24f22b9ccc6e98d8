import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type Span, trace } from '@opentelemetry/api';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';
import { TracingModule } from '#nest/tracing.module.js';
import { CurrentSpan } from './current-span.js';
import { NoTrace } from './no-trace.js';
import { Traced } from './traced.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

class FraudService {
  @Traced()
  score(amount: number, @CurrentSpan() span?: Span): number {
    span?.setAttribute('fraud.score', amount);
    return amount;
  }
}

@Controller()
class PingController {
  @Get('handler')
  handler(@CurrentSpan() span: Span): string {
    span.setAttribute('seen', true);
    return 'pong';
  }

  @NoTrace()
  @Get('untraced')
  untraced(@CurrentSpan() span: Span): string {
    span.setAttribute('seen', true);
    return 'pong';
  }
}

describe('@CurrentSpan()', () => {
  it('gives a traced method its own span, in place of what is passed', async () => {
    const other = trace.getTracer('spec').startSpan('other');
    await inRoot(async () => new FraudService().score(1, other));
    expect(recorder.span('FraudService.score').attributes).toMatchObject({ 'fraud.score': 1 });
    expect(recorder.span('root').attributes).toEqual({});
  });

  it('gives a handler its own span, and without one the span around it', async () => {
    const module = await Test.createTestingModule({
      imports: [TracingModule.forRoot()],
      controllers: [PingController],
    }).compile();
    const app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    try {
      for (const path of ['handler', 'untraced']) {
        const response = await fetch(`${await app.getUrl()}/${path}`);
        expect(await response.text()).toBe('pong');
      }
    } finally {
      await app.close();
    }
    expect(recorder.span('PingController.handler').attributes).toMatchObject({ seen: true });
    expect(recorder.tree()).toBe('PingController.handler');
  });
});
