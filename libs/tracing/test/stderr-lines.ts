import { afterEach, beforeEach, jest } from '@jest/globals';

/** Collects the lines that a test writes to standard error, which are not shown. */
export function recordStderrLines(): string[] {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
  });
  afterEach(() => void jest.restoreAllMocks());
  return lines;
}
