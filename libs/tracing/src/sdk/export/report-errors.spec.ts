import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { globalErrorHandler } from '@opentelemetry/core';
import { reportErrors } from './report-errors.js';

describe('reportErrors', () => {
  let stop: () => void;
  let lines: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    jest.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
    stop = reportErrors();
  });
  afterEach(() => {
    stop();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('reports each reason once a minute, and how often it was suppressed', () => {
    globalErrorHandler(new Error('a processor threw'));
    globalErrorHandler(new Error('a processor threw'));
    globalErrorHandler(new Error('metrics were refused'));
    jest.advanceTimersByTime(60_000);
    globalErrorHandler(new Error('a processor threw'));
    expect(lines).toEqual([
      '[@traced/nest] OpenTelemetry failed: a processor threw',
      '[@traced/nest] OpenTelemetry failed: metrics were refused',
      '[@traced/nest] OpenTelemetry failed: a processor threw (and 1 times before)',
    ]);
  });

  it('reports no more than about a hundred lines a minute, though each has another text', () => {
    for (let n = 0; n < 1_000; n++) globalErrorHandler(new Error(`span ${n} was refused`));
    expect(lines).toHaveLength(101);
  });
});
