import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Interval } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { TracingModule } from '#index.js';

const answer = Promise.resolve('answered');

@WebSocketGateway()
class Gateway {
  @SubscribeMessage('ask')
  onAsk(): Promise<string> {
    return answer;
  }

  @Interval(1_000)
  poll(): Promise<string> {
    return answer;
  }
}

describe('a handler, without an SDK', () => {
  it.each(['onAsk', 'poll'] as const)(
    'hands out the very promise of its method: %s',
    async (key) => {
      const imports = [TracingModule.forRoot()];
      const app = await Test.createTestingModule({ imports, providers: [Gateway] }).compile();
      const method = Gateway.prototype[key];
      expect([method.name, method.length]).toEqual([key, 0]);
      expect(app.get(Gateway)[key]()).toBe(answer);
    },
  );
});
