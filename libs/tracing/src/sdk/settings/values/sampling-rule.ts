import { HTTP_REQUEST_METHOD_VALUE_OTHER } from '@opentelemetry/semantic-conventions';
import { HTTP_METHODS } from '#http/http-methods.js';
import { Refusal, refuse } from './refusal.js';
import type { ValueType } from './setting.js';
import { parseRatio } from './ratio.js';
import { type PathPattern, parsePathPattern } from '#http/path-pattern.js';

/** The values that `http.request.method` can have. */
export const METHODS = [...HTTP_METHODS, HTTP_REQUEST_METHOD_VALUE_OTHER];

/** A rule that samples a ratio of the requests to a path which begin a trace. */
export interface SamplingRule {
  /** The rule as it was written, such as `POST /orders=1`. */
  readonly text: string;
  /** The method of the requests; `undefined` for any method. */
  readonly method: string | undefined;
  readonly path: PathPattern;
  readonly ratio: number;
}

const EXPECTED = "rules such as 'POST /orders=1;GET /orders/:id=0.01;*=0.1'";

/** The type of a list of sampling rules, with semicolons between them. */
export function samplingRules(): ValueType<readonly SamplingRule[]> {
  return {
    type: 'rules',
    expected: EXPECTED,
    parse(given) {
      const rules: SamplingRule[] = [];
      for (const text of given.split(';').map((part) => part.trim())) {
        if (text === '') continue;
        const rule = parseRule(text);
        if (rule instanceof Refusal) return rule;
        rules.push(rule);
      }
      return rules;
    },
    byDefault: [],
  };
}

function parseRule(text: string): SamplingRule | Refusal {
  const [, method, pattern = '', ratioText = ''] =
    /^(?:(\S+)\s+)?(\S+?)\s*=\s*([^\s=]+)$/.exec(text) ?? [];
  const path = parsePathPattern(pattern);
  const ratio = parseRatio(ratioText);
  const known = METHODS.find((candidate) => candidate === method?.toUpperCase());
  if (!path || ratio === undefined || (method !== undefined && !known)) {
    return refuse(EXPECTED, text);
  }
  return { text, method: known, path, ratio };
}
