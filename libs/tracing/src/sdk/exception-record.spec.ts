import { afterEach, describe, expect, it } from '@jest/globals';
import { readEnvironment } from './environment/environment.js';

const NAME = 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN';
const before = process.env[NAME];

afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.env, NAME);
  else process.env[NAME] = before;
});

describe('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', () => {
  it.each([
    ['', 'event'],
    ['logs', 'log'],
    ['logs/dup', 'both'],
    ['logs,logs/dup', 'both'],
    ['database, LOGS', 'log'],
    ['database', 'event'],
  ])('%p records exceptions as %p', (value, record) => {
    process.env[NAME] = value;
    expect(readEnvironment().exceptionRecord).toBe(record);
  });
});
