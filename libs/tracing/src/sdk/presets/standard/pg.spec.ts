import { describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { SpanRecorder } from '../../../../test/span-recorder.js';
import { pgInstrumentation } from './pg.js';

const recorder = new SpanRecorder();

describe('a query under the preset standard', () => {
  it.each([
    ['SELECT * FROM users', 'pg.query:SELECT shop'],
    [`SELECT'078-05-1120'`, 'pg.query:SELECT shop'],
    [`select\n'078-05-1120'\nfrom users`, 'pg.query:SELECT shop'],
    [`/*078-05-1120*/SELECT 1`, 'pg.query:SELECT shop'],
    [`  with x as (select 1) table x`, 'pg.query:WITH shop'],
    ['commit;', 'pg.query:COMMIT shop'],
  ])('%p is named %s, with nothing of its values', (text, name) => {
    recorder.reset();
    const span = trace.getTracer('test').startSpan(`pg.query:${text}`);
    pgInstrumentation()
      .getConfig()
      .requestHook?.(span, {
        query: { text },
        connection: { database: 'shop' },
      });
    span.end();
    expect(recorder.spans.map((each) => each.name)).toEqual([name]);
    expect(JSON.stringify(recorder.spans[0]?.attributes)).not.toContain('078-05-1120');
  });
});
