import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { type SamplingResult, SamplingDecision } from '@opentelemetry/sdk-trace';
import type { Strategy } from './strategy.js';
import { StrategySampler } from './strategy-sampler.js';

const HALF: Strategy = { others: { ratio: 0.5 }, atLeastPerSecond: 0, operations: [] };

/** Trace ids: a ratio of a half samples the first one, and not the second. */
const LOW = `${'0'.repeat(31)}1`;
const HIGH = `f${'0'.repeat(31)}`;

interface Asked {
  readonly name?: string;
  readonly path?: string;
  readonly traceId?: string;
}

function ask(sampler: StrategySampler, { name = 'job', path, traceId = HIGH }: Asked = {}) {
  const attributes = path === undefined ? {} : { 'http.request.method': name, 'url.path': path };
  return sampler.shouldSample(ROOT_CONTEXT, traceId, name, SpanKind.SERVER, attributes);
}

function isSampled({ decision }: SamplingResult): boolean {
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

function sampledOf(sampler: StrategySampler, attempts: number, asked: Asked = {}): number {
  return Array.from({ length: attempts }, () => ask(sampler, asked)).filter(isSampled).length;
}

describe('StrategySampler', () => {
  it('samples by a ratio of traces, and says so as Jaeger reads it', () => {
    const sampler = new StrategySampler(HALF);
    expect(isSampled(ask(sampler, { traceId: HIGH }))).toBe(false);
    expect(ask(sampler, { traceId: LOW })).toEqual({
      decision: SamplingDecision.RECORD_AND_SAMPLED,
      attributes: { 'sampler.type': 'probabilistic', 'sampler.param': 0.5 },
    });
  });

  it('samples at a rate, whatever is asked for, and says so', () => {
    const clock = { millis: 0 };
    const strategy = { ...HALF, others: { perSecond: 2 } };
    const sampler = new StrategySampler(strategy, undefined, () => clock.millis);
    expect(ask(sampler).attributes).toEqual({ 'sampler.type': 'ratelimiting', 'sampler.param': 2 });
    expect(sampledOf(sampler, 10, { name: 'GET', path: '/orders' })).toBe(1);
    clock.millis += 500;
    expect(sampledOf(sampler, 10)).toBe(1);
  });

  it('has no lower bound for what a rate decides about', () => {
    const strategy = { ...HALF, others: { perSecond: 2 }, atLeastPerSecond: 1 };
    const sampler = new StrategySampler(strategy, undefined, () => 0);
    const names = ['one', 'another', 'a third'];
    expect(names.map((name) => isSampled(ask(sampler, { name })))).toEqual([true, true, false]);
  });

  it('samples each operation by its own ratio', () => {
    const operations = [
      ['POST /orders', 1],
      ['GET /users/:id', 0],
      ['process order.placed', 1],
    ] as const;
    const sampler = new StrategySampler({ ...HALF, operations });
    expect(isSampled(ask(sampler, { name: 'POST', path: '/orders' }))).toBe(true);
    expect(isSampled(ask(sampler, { name: 'GET', path: '/users/1', traceId: LOW }))).toBe(false);
    expect(isSampled(ask(sampler, { name: 'process order.placed' }))).toBe(true);
    expect(isSampled(ask(sampler, { name: 'GET', path: '/orders', traceId: LOW }))).toBe(true);
    expect(isSampled(ask(sampler, { name: 'GET', path: '/orders' }))).toBe(false);
  });

  it('samples some of each operation at least, and says which these are', () => {
    const clock = { millis: 0 };
    const operations = [['GET /users/:id', 0]] as const;
    const strategy = { ...HALF, atLeastPerSecond: 0.5, operations };
    const sampler = new StrategySampler(strategy, undefined, () => clock.millis);
    const named = { name: 'GET', path: '/users/1' };
    expect(ask(sampler, named).attributes).toEqual({
      'sampler.type': 'lowerbound',
      'sampler.param': 0,
    });
    expect(sampledOf(sampler, 10, named)).toBe(0);
    expect(sampledOf(sampler, 10, { name: 'one' })).toBe(1);
    expect(sampledOf(sampler, 10, { name: 'another' })).toBe(1);
    clock.millis += 2_000;
    expect(sampledOf(sampler, 10, named)).toBe(1);
    expect(sampledOf(sampler, 10, { name: 'one' })).toBe(1);
  });

  it('counts what the ratio samples for what is sampled at least', () => {
    const sampler = new StrategySampler({ ...HALF, atLeastPerSecond: 1 }, undefined, () => 0);
    expect(ask(sampler, { traceId: LOW }).attributes).toMatchObject({
      'sampler.type': 'probabilistic',
    });
    expect(isSampled(ask(sampler, { traceId: HIGH }))).toBe(false);
  });

  it('gives at most 2,000 operations a decision of their own', () => {
    const sampler = new StrategySampler({ ...HALF, atLeastPerSecond: 1 }, undefined, () => 0);
    const names = Array.from({ length: 2_001 }, (_, index) => `job ${index}`);
    expect(names.map((name) => isSampled(ask(sampler, { name }))).indexOf(false)).toBe(2_000);
    expect(isSampled(ask(sampler, { name: 'job 2000', traceId: LOW }))).toBe(true);
  });

  it('goes on with the limits of the strategy before, where they are the same', () => {
    const operations = [['one', 0]] as const;
    const strategy = { ...HALF, atLeastPerSecond: 1, operations };
    const first = new StrategySampler(strategy, undefined, () => 0);
    for (const name of ['one', 'other']) expect(sampledOf(first, 5, { name })).toBe(1);
    const changed = { ...strategy, others: { ratio: 0.25 }, operations: [['one', 0.1]] as const };
    const second = new StrategySampler(changed, first, () => 0);
    for (const name of ['one', 'other', 'new']) {
      expect(sampledOf(second, 5, { name })).toBe(name === 'new' ? 1 : 0);
    }
    const faster = new StrategySampler({ ...strategy, atLeastPerSecond: 2 }, second, () => 0);
    for (const name of ['one', 'other']) expect(sampledOf(faster, 5, { name })).toBe(2);
  });

  it('goes on with the rate of the strategy before, if it is the same', () => {
    const strategy = { ...HALF, others: { perSecond: 3 } };
    const first = new StrategySampler(strategy, undefined, () => 0);
    expect(sampledOf(first, 5)).toBe(3);
    const same = new StrategySampler({ ...strategy, operations: [['x', 1]] }, first, () => 0);
    expect(sampledOf(same, 5)).toBe(0);
    const slower = new StrategySampler({ ...strategy, others: { perSecond: 2 } }, same, () => 0);
    expect(sampledOf(slower, 5)).toBe(2);
  });

  it('describes itself by its strategy', () => {
    expect(String(new StrategySampler(HALF))).toBe(`JaegerStrategy${JSON.stringify(HALF)}`);
  });
});
