import { afterEach, describe, expect, it } from '@jest/globals';
import { readSetting } from '#sdk/settings/read-setting.js';

const VARIABLE = 'TRACING_SAMPLING_RULES';

afterEach(() => {
  Reflect.deleteProperty(process.env, VARIABLE);
});

function read(value: string) {
  process.env[VARIABLE] = value;
  return readSetting('TRACING_SAMPLING_RULES');
}

describe('TRACING_SAMPLING_RULES', () => {
  it('is no rules when it is unset', () => {
    expect(readSetting('TRACING_SAMPLING_RULES')).toEqual([]);
  });

  it('is rules with semicolons between them', () => {
    expect(read(' POST /orders=1; get  /orders/* = 0.01 ;;*=0.1; ')).toMatchObject([
      { text: 'POST /orders=1', method: 'POST', ratio: 1 },
      { text: 'get  /orders/* = 0.01', method: 'GET', ratio: 0.01 },
      { text: '*=0.1', method: undefined, ratio: 0.1 },
    ]);
  });

  it('takes what stands before the last equals sign for the pattern', () => {
    const [rule] = read('/a=b=0.5');
    expect(rule?.ratio).toBe(0.5);
    expect(rule?.path.matches('/a=b')).toBe(true);
  });

  it.each([
    '/orders',
    '/orders=',
    '=1',
    'POST=1',
    'POST =1',
    'orders=1',
    'FETCH /orders=1',
    '* /orders=1',
    'GET POST /orders=1',
    '/orders=2',
    '/orders=-1',
    '/orders=10%',
    '/orders?id=1=1',
    '/orders/:id.json=1',
    '/or ders=1',
  ])('refuses %p, naming that rule alone', (rule) => {
    expect(() => read(`/fine=1;${rule};*=0.1`)).toThrow(
      expect.objectContaining({
        code: 'TRACING_INVALID_ENVIRONMENT',
        subject: VARIABLE,
        message: expect.stringMatching(/^TRACING_SAMPLING_RULES: expected rules such as '/),
      }),
    );
    expect(() => read(`/fine=1;${rule};*=0.1`)).toThrow(`, got '${rule}'.`);
  });
});
