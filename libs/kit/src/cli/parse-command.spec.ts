import { describe, expect, it } from '@jest/globals';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { UsageError } from './errors.js';
import { parseCommand } from './parse-command.js';

const SHOW = ['show', TRACE_ID, '--jaeger', 'http://127.0.0.1:16686'];

describe('parseCommand', () => {
  it('waits 30 seconds for a trace over any services by default', () => {
    expect(parseCommand(SHOW)).toEqual({
      name: 'show',
      traceId: TRACE_ID,
      jaeger: 'http://127.0.0.1:16686',
      timeoutMillis: 30_000,
      services: undefined,
      json: false,
    });
  });

  it('reads the services in any order, each once', () => {
    const services = ['--services', 'users, orders,payments,users'];
    expect(parseCommand([...SHOW, ...services])).toMatchObject({
      services: ['orders', 'payments', 'users'],
    });
  });

  it('reads fractions of a second', () => {
    expect(parseCommand([...SHOW, '--timeout', '0.5'])).toMatchObject({ timeoutMillis: 500 });
  });

  it('records the attributes that it is told to, or else the default ones', () => {
    const args = ['record', TRACE_ID, '--jaeger', 'http://127.0.0.1:16686'];
    expect(parseCommand(args)).toEqual({
      name: 'record',
      traceId: TRACE_ID,
      jaeger: 'http://127.0.0.1:16686',
      timeoutMillis: 30_000,
      services: undefined,
      attributes: undefined,
    });
    expect(parseCommand([...args, '--attributes', 'http.*,order.id'])).toMatchObject({
      attributes: ['http.*', 'order.id'],
    });
  });

  it('prefers help and version to a command', () => {
    expect(parseCommand(['--help', 'nonsense'])).toEqual({ name: 'help' });
    expect(parseCommand([...SHOW, '-v'])).toEqual({ name: 'version' });
  });

  it.each([
    [[], 'Expected the command show or record, got no command.'],
    [['view'], 'Expected the command show or record, got view.'],
    [[...SHOW, '--attributes', 'a'], 'Expected show without --attributes.'],
    [
      ['record', TRACE_ID, '--jaeger', 'http://127.0.0.1:16686', '--json'],
      'Expected record without --json.',
    ],
    [['record'], 'Expected the id of a trace after record, got none.'],
    [['show'], 'Expected the id of a trace after show, got none.'],
    [['show', TRACE_ID], 'Expected --jaeger <url>, got no source.'],
    [[...SHOW, 'b', 'c'], 'Expected one trace id, got b c too.'],
    [[...SHOW, '--nonsense'], "Unknown option '--nonsense'."],
    [['show', '--jaeger'], "Option '--jaeger <value>' argument missing."],
    [
      [...SHOW, '--timeout', '0'],
      'Expected --timeout to be seconds, more than 0 and at most 86400',
    ],
    [[...SHOW, '--timeout', '1e9'], 'got 1e9.'],
    [[...SHOW, '--services', 'a,,b'], 'Expected --services to be names separated by commas'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(message);
  });
});
