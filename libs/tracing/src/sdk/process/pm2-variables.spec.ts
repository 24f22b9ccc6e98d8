import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyPm2Variables } from './pm2-variables.js';

const before = { ...process.env };
beforeEach(() => {
  process.env = { OTEL_SERVICE_NAME: 'of the daemon', PORT: '1' };
});
afterEach(() => {
  process.env = { ...before };
});

describe('applyPm2Variables', () => {
  it('sets the variables of tracing to what PM2 will set, and no other', () => {
    const application = {
      OTEL_SERVICE_NAME: 'orders',
      TRACING_LATE_SAMPLING_SLOW_MILLIS: 500,
      PORT: '2',
    };
    process.env['pm2_env'] = JSON.stringify({ ...application, env: application });
    applyPm2Variables();
    const { pm2_env: _, ...rest } = process.env;
    expect(rest).toEqual({
      OTEL_SERVICE_NAME: 'orders',
      TRACING_LATE_SAMPLING_SLOW_MILLIS: '500',
      PORT: '1',
    });
  });

  it.each([undefined, '', 'null', '7', '[]', '"text"', '{'])(
    'leaves everything as it is where PM2 has set nothing of use: %j',
    (text) => {
      if (text !== undefined) process.env['pm2_env'] = text;
      applyPm2Variables();
      const { pm2_env: _, ...rest } = process.env;
      expect(rest).toEqual({ OTEL_SERVICE_NAME: 'of the daemon', PORT: '1' });
    },
  );
});
