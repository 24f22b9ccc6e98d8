import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { diag } from '@opentelemetry/api';
import { recordDiagMessages } from '../../test/diag-messages.js';
import { recordStderrLines } from '../../test/stderr-lines.js';
import { warn, warnOnce } from './warn.js';

const lines = recordStderrLines();
beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  diag.disable();
});

describe('warn', () => {
  it('writes a line of each message to standard error, at most one a minute', () => {
    for (let n = 0; n < 3; n++) warn('A span could not be ended.');
    warn('A query could not be traced.');
    jest.advanceTimersByTime(60_000);
    warn('A span could not be ended.');
    expect(lines).toEqual([
      '[@traced/nest] A span could not be ended.',
      '[@traced/nest] A query could not be traced.',
      '[@traced/nest] A span could not be ended.',
    ]);
  });

  it('writes what it was given without personal data and in one line', () => {
    warn('The option threw.', new TypeError('nobody is\nada@example.com'));
    expect(lines).toEqual(['[@traced/nest] The option threw. TypeError: nobody is REDACTED']);
  });

  it('leaves the warning to a logger that is set', () => {
    const messages = recordDiagMessages();
    warn('A thrown value could not be described.');
    expect({ lines, messages }).toEqual({
      lines: [],
      messages: ['A thrown value could not be described.'],
    });
  });

  it('never throws, whatever it is given, even if the logger throws', () => {
    const hostile = {
      toString: () => {
        throw new Error('hostile');
      },
    };
    expect(() => warn('Given something hostile.', hostile)).not.toThrow();
    const fail = (): void => {
      throw new Error('logger');
    };
    diag.setLogger({ error: fail, warn: fail, info: () => {}, debug: () => {}, verbose: () => {} });
    expect(() => warn('Told a logger that throws.')).not.toThrow();
  });
});

describe('warnOnce', () => {
  it('warns of a message once in a process', () => {
    warnOnce('A decorator is wrong.');
    jest.advanceTimersByTime(60_000);
    warnOnce('A decorator is wrong.');
    expect(lines).toHaveLength(1);
  });
});
