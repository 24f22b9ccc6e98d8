import { HTTP_REQUEST_METHOD_VALUE_OTHER } from '@opentelemetry/semantic-conventions';
import { HTTP_METHODS } from '../../../span/http-methods.js';
import { invalidVariable, readText } from '../../variables.js';
import { parseRatio } from '../ratio.js';
import { type PathPattern, parsePathPattern } from '../../../span/path-pattern.js';

const VARIABLE = 'TRACING_SAMPLING_RULES';

/** What `http.request.method` can be. */
export const METHODS = [...HTTP_METHODS, HTTP_REQUEST_METHOD_VALUE_OTHER];

/** How many of the root requests to a path are sampled. */
export interface SamplingRule {
  /** As it was written, such as `POST /orders=1`. */
  readonly text: string;
  /** `undefined` for any. */
  readonly method: string | undefined;
  readonly path: PathPattern;
  readonly ratio: number;
}

/** @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the rule */
export function readSamplingRules(): SamplingRule[] {
  const texts = (readText(VARIABLE) ?? '').split(';').map((text) => text.trim());
  return texts.filter((text) => text !== '').map(parseRule);
}

function parseRule(text: string): SamplingRule {
  const [, method, pattern = '', ratioText = ''] =
    /^(?:(\S+)\s+)?(\S+?)\s*=\s*([^\s=]+)$/.exec(text) ?? [];
  const path = parsePathPattern(pattern);
  const ratio = parseRatio(ratioText);
  const known = METHODS.find((candidate) => candidate === method?.toUpperCase());
  if (!path || ratio === undefined || (method !== undefined && !known)) {
    throw invalidVariable(
      VARIABLE,
      "rules such as 'POST /orders=1;GET /orders/:id=0.01;*=0.1'",
      text,
    );
  }
  return { text, method: known, path, ratio };
}
