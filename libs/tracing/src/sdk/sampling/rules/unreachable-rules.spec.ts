import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { anyPath, anyPatternText, asRegExp } from '../../../../test/sampling/any-pattern.js';
import { readSetting } from '#sdk/settings/read-setting.js';
import { METHODS } from '#sdk/settings/values/sampling-rule.js';
import { describeUnreachable } from './unreachable-rules.js';

afterEach(() => {
  Reflect.deleteProperty(process.env, 'TRACING_SAMPLING_RULES');
});

function describeRules(rules: string, excludedPaths: readonly string[] = []): string[] {
  process.env['TRACING_SAMPLING_RULES'] = rules;
  return describeUnreachable(readSetting('TRACING_SAMPLING_RULES'), excludedPaths);
}

const EACH_METHOD = METHODS.map((method) => `${method} *=1`).join(';');

describe('describeUnreachable', () => {
  it.each([
    ['*=0.1;POST /orders=1', 'POST /orders=1', "the earlier rule '*=0.1'"],
    ['/orders=1;/orders=0.5', '/orders=0.5', "the earlier rule '/orders=1'"],
    ['GET /a/*=1;GET /a/:id=0.5', 'GET /a/:id=0.5', "the earlier rule 'GET /a/*=1'"],
    ['/b=1;/a*=1;POST /a/b=0.5', 'POST /a/b=0.5', "the earlier rule '/a*=1'"],
  ])('names in %p the rule %p that has no effect, and %p', (rules, rule, cause) => {
    expect(describeRules(rules)).toEqual([
      `The sampling rule '${rule}' has no effect: every request that it matches also matches ${cause}.`,
    ]);
  });

  it('names several that leave nothing over together', () => {
    expect(describeRules('/a=1;POST /b=1;/a/*=1;GET /a*=1;/a*=0.5;GET /a*=0.1')).toEqual([
      expect.stringMatching(
        /^The sampling rule 'GET \/a\*=0.1' has no effect: .* the earlier rule 'GET \/a\*=1'/,
      ),
    ]);
    expect(describeRules('/x/a*=1;/x/*=1;/y=1;GET /x/:id=0')).toHaveLength(1);
    expect(describeRules('/=1;/:a=1;/:a/*=1;//*=1;/*=0.5')).toEqual([
      "The sampling rule '/*=0.5' has no effect: every request that it matches also matches one of those before it: '/=1', '/:a=1', '/:a/*=1', '//*=1'.",
    ]);
  });

  it('knows that a rule for every method is left nothing by one rule a method', () => {
    expect(describeRules(`${EACH_METHOD};/orders=1`)).toHaveLength(1);
    expect(describeRules(`${EACH_METHOD.replace('_OTHER *', '_OTHER /x')};/orders=1`)).toEqual([]);
  });

  it('says that a rule is only for what is not traced', () => {
    expect(describeRules('/health/live=1;/health*=1', ['/health', '/health/*'])).toEqual([
      "The sampling rule '/health/live=1' has no effect: every request that it matches also matches TRACING_EXCLUDED_PATHS (/health/*).",
    ]);
  });

  it('takes nothing but the asterisk of an excluded pathname for a pattern', () => {
    expect(describeRules('/health/live=1', ['/health/:id'])).toEqual([]);
  });

  it.each([
    'POST /orders=1;GET /orders/*=0.01;*=0.1',
    'POST /orders=1;/orders=0.5',
    'POST /orders=1;GET /orders=0.5',
    '/orders/:id=1;/orders/*=0.5',
    '/a=1;/b=1',
    '',
  ])('says nothing about %p', (rules) => {
    expect(describeRules(rules, ['/health', '/metrics'])).toEqual([]);
  });

  it('says nothing about rules that nobody could read, in no time', () => {
    const wild = Array.from({ length: 30 }, (_, index) => `*a*${'b*c*'.repeat(10)}${index}*=0`);
    const before = performance.now();
    describeRules(`${wild.join(';')};/*${'a*b*'.repeat(10)}c*=1`);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('is right: no rule that decides about a request is said to have no effect', () => {
    const anyMethod = fc.constantFrom('', 'GET ', 'POST ');
    const anyRule = fc.tuple(anyMethod, anyPatternText());
    const anyRules = fc.array(anyRule, { minLength: 1, maxLength: 4 });
    const anyPaths = fc.array(anyPath(), { minLength: 20, maxLength: 20 });
    const property = fc.property(anyRules, anyPaths, (rules, paths) => {
      const unreachable = describeRules(
        rules.map(([method, path], index) => `${method}${path}=0.${index + 1}`).join(';'),
      );
      for (const path of paths) {
        for (const method of ['GET ', 'POST ', 'PUT ']) {
          const first = rules.findIndex(
            ([ruleMethod, text]) =>
              (ruleMethod === '' || ruleMethod === method) && asRegExp(text).test(path),
          );
          const [ruleMethod, text] = rules[first] ?? [];
          const fired = `The sampling rule '${ruleMethod}${text}=0.${first + 1}' has`;
          expect(unreachable.filter((sentence) => sentence.startsWith(fired))).toEqual([]);
        }
      }
    });
    fc.assert(property, generatedRuns(1_000));
  });
});
