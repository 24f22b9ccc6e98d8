import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { parseStrategy } from './strategy.js';

const parse = (answer: unknown): unknown => parseStrategy(JSON.stringify(answer));

/** The answer of Jaeger 2 for a service with strategies of its own beside the default ones. */
const OPERATIONS = {
  defaultSamplingProbability: 0.8,
  defaultLowerBoundTracesPerSecond: 0,
  perOperationStrategies: [
    { operation: 'POST /orders', probabilisticSampling: { samplingRate: 1 } },
    { operation: 'GET /health', probabilisticSampling: { samplingRate: 0 } },
  ],
  defaultUpperBoundTracesPerSecond: 0,
};
const NO_OPERATIONS = { atLeastPerSecond: 0, operations: [] };

/** Whether `text` is a strategy with valid numbers, or is refused by an error of the library. */
function isSound(text: string): boolean {
  try {
    const { others } = parseStrategy(text);
    if ('ratio' in others) return others.ratio >= 0 && others.ratio <= 1;
    return others.perSecond >= 0 && others.perSecond < Infinity;
  } catch (error) {
    return (
      error instanceof TypeError && /^\w+ is no/.test(error.message.replace(/^(?:The|An) /, ''))
    );
  }
}

describe('parseStrategy', () => {
  it.each([[0], ['PROBABILISTIC'], [undefined]])('reads a ratio, of type %p', (strategyType) => {
    expect(parse({ strategyType, probabilisticSampling: { samplingRate: 0.5 } })).toEqual({
      others: { ratio: 0.5 },
      ...NO_OPERATIONS,
    });
  });

  it.each([[1], ['RATE_LIMITING'], [undefined]])('reads a rate, of type %p', (strategyType) => {
    const rateLimitingSampling = { maxTracesPerSecond: 2 };
    expect(parse({ strategyType, rateLimitingSampling, probabilisticSampling: null })).toEqual({
      others: { perSecond: 2 },
      ...NO_OPERATIONS,
    });
  });

  it('takes a missing number for 0', () => {
    expect(parse({ probabilisticSampling: {} })).toMatchObject({ others: { ratio: 0 } });
    expect(parse({ strategyType: 1, rateLimitingSampling: {} })).toMatchObject({
      others: { perSecond: 0 },
    });
    const perOperationStrategies = [{ operation: 'GET /', probabilisticSampling: {} }];
    expect(parse({ operationSampling: { perOperationStrategies } })).toEqual({
      others: { ratio: 0 },
      atLeastPerSecond: 0,
      operations: [['GET /', 0]],
    });
  });

  it('takes the ratio that stands with the operations for all others', () => {
    expect(
      parse({
        strategyType: 0,
        probabilisticSampling: { samplingRate: 0.5 },
        operationSampling: { ...OPERATIONS, defaultLowerBoundTracesPerSecond: 0.1 },
      }),
    ).toEqual({
      others: { ratio: 0.8 },
      atLeastPerSecond: 0.1,
      operations: [
        ['POST /orders', 1],
        ['GET /health', 0],
      ],
    });
  });

  it('preserves the rate in a strategy to which the operations of a default strategy are added', () => {
    expect(
      parse({
        strategyType: 1,
        rateLimitingSampling: { maxTracesPerSecond: 2 },
        operationSampling: OPERATIONS,
      }),
    ).toMatchObject({ others: { perSecond: 2 }, operations: { length: 2 } });
  });

  it('reads at most 2,000 operations', () => {
    const perOperationStrategies = Array.from({ length: 2_001 }, (_, index) => ({
      operation: `GET /${index}`,
      probabilisticSampling: { samplingRate: 1 },
    }));
    expect(parse({ operationSampling: { perOperationStrategies } })).toMatchObject({
      operations: { length: 2_000 },
    });
  });

  it.each([
    [null],
    [[]],
    [{}],
    ['PROBABILISTIC'],
    [{ strategyType: 0 }],
    [{ strategyType: 1 }],
    [{ strategyType: 1, probabilisticSampling: { samplingRate: 1 } }],
    [{ strategyType: 2, probabilisticSampling: { samplingRate: 1 } }],
    [{ strategyType: 'ADAPTIVE', probabilisticSampling: { samplingRate: 1 } }],
    [{ probabilisticSampling: { samplingRate: 1.5 } }],
    [{ probabilisticSampling: { samplingRate: '1' } }],
    [{ probabilisticSampling: 1 }],
    [{ rateLimitingSampling: { maxTracesPerSecond: -1 } }],
    [{ rateLimitingSampling: { maxTracesPerSecond: true } }],
    [{ operationSampling: { perOperationStrategies: {} } }],
    [{ operationSampling: { perOperationStrategies: [null] } }],
    [{ operationSampling: { perOperationStrategies: [{ operation: 'GET /' }] } }],
    [{ operationSampling: { perOperationStrategies: [{ probabilisticSampling: {} }] } }],
    [
      {
        operationSampling: {
          perOperationStrategies: [{ operation: 'x'.repeat(1_001), probabilisticSampling: {} }],
        },
      },
    ],
    [{ operationSampling: { defaultLowerBoundTracesPerSecond: -1 } }],
    [{ operationSampling: { defaultSamplingProbability: 'all' } }],
  ])('refuses %j', (answer) => {
    expect(() => parse(answer)).toThrow(/.+/);
  });

  it.each([
    '',
    '<html>',
    '{"probabilisticSampling":{"samplingRate":1e999}}',
    '{"rateLimitingSampling":{"maxTracesPerSecond":1e999}}',
  ])('refuses the text %p', (text) => {
    expect(() => parseStrategy(text)).toThrow(/.+/);
  });

  it('makes of anything either a strategy of numbers that are in their bounds, or an error', () => {
    const anyValue = fc.oneof(fc.jsonValue(), fc.double());
    const anyAnswer = fc.record(
      {
        strategyType: fc.oneof(fc.constantFrom(0, 1, 'PROBABILISTIC', 'RATE_LIMITING'), anyValue),
        probabilisticSampling: fc.oneof(fc.record({ samplingRate: anyValue }), anyValue),
        rateLimitingSampling: fc.oneof(fc.record({ maxTracesPerSecond: anyValue }), anyValue),
      },
      { requiredKeys: [] },
    );
    const property = fc.property(anyAnswer, (answer) => {
      expect(isSound(JSON.stringify(answer))).toBe(true);
    });
    fc.assert(property, generatedRuns(1_000));
  });
});
