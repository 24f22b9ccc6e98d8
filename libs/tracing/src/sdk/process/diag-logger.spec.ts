import { afterEach, describe, expect, it } from '@jest/globals';
import { diag } from '@opentelemetry/api';
import { recordStderrLines } from '../../../test/stderr-lines.js';
import type { LogLevel } from '#sdk/environment/environment.js';
import { logDiagnostics } from './diag-logger.js';

afterEach(() => diag.disable());
const lines = recordStderrLines();

function linesFrom(level: LogLevel): string[] {
  logDiagnostics(level);
  // The API has reported that a logger was set.
  lines.length = 0;
  for (const name of ['verbose', 'debug', 'info', 'warn', 'error'] as const) diag[name]('said', 7);
  return lines;
}

describe('logDiagnostics', () => {
  it.each([
    ['none', []],
    ['error', ['error']],
    ['warn', ['warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['verbose', ['verbose', 'debug', 'info', 'warn', 'error']],
    ['all', ['verbose', 'debug', 'info', 'warn', 'error']],
  ] as const)('writes from %s on', (level, written) => {
    expect(linesFrom(level)).toEqual(written.map((name) => `[@traced/nest] ${name}:`));
  });

  it('leaves the logger of the application where no level is set', () => {
    const messages: string[] = [];
    const record = (message: string): void => void messages.push(message);
    diag.setLogger({ error: record, warn: record, info: record, debug: record, verbose: record });
    expect(linesFrom(undefined)).toEqual([]);
    expect(messages).toContain('said');
  });

  it('replaces any other logger without a message', () => {
    const messages: string[] = [];
    const record = (message: string): void => void messages.push(message);
    diag.setLogger({ error: record, warn: record, info: record, debug: record, verbose: record });
    expect(linesFrom('error')).toEqual(['[@traced/nest] error:']);
    expect(messages).toEqual([]);
  });
});
