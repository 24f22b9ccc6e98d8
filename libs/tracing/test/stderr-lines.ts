import { afterEach, beforeEach, jest } from '@jest/globals';

/** The lines that a test has written to standard error; they are not shown. */
export function recordStderrLines(): string[] {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
  });
  afterEach(() => void jest.restoreAllMocks());
  return lines;
}
