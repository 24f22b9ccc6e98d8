import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { renderWaterfall } from '../render/waterfall.js';
import { JaegerServer, NOT_FOUND, found } from '../sources/jaeger.fixture.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { judgeMatch } from '../match/verdict.js';
import { finish } from '../running/steps.js';
import { tree } from '../tree/tree.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { runCommand } from './run-command.js';

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Ended> {
  return runIn({}, args);
}

async function runIn(terminal: object, args: readonly string[]): Promise<Ended> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), terminal), new PassThrough()];
  const status = await runCommand(args, { stdout, stderr });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

describe('runCommand', () => {
  let server: JaegerServer;

  beforeEach(async () => {
    server = await JaegerServer.start();
    server.answerWith(NOT_FOUND, found(declinedOrder().spans));
  });

  afterEach(async () => {
    await server.stop();
  });

  it('draws the trace without colour, and wide, where there is no terminal', async () => {
    await expect(run('show', TRACE_ID, '--jaeger', server.url)).resolves.toEqual({
      status: 0,
      stdout: `${renderWaterfall(declinedOrder(), { width: 120 })}\n`,
      stderr: '',
    });
  });

  it('draws the trace in colour and to the width of a terminal', async () => {
    const terminal = { isTTY: true, columns: 90, hasColors: () => true };
    const { stdout } = await runIn(terminal, ['show', TRACE_ID, '--jaeger', server.url]);
    expect(stdout).toBe(`${renderWaterfall(declinedOrder(), { width: 90, color: true })}\n`);
  });

  it('draws without colour on a terminal that has none', async () => {
    const terminal = { isTTY: true, columns: 0, hasColors: () => false };
    const { stdout } = await runIn(terminal, ['show', TRACE_ID, '--jaeger', server.url]);
    expect(stdout).toBe(`${renderWaterfall(declinedOrder(), { width: 120 })}\n`);
  });

  it('prints the trace as OTLP JSON', async () => {
    const { stdout } = await run('show', TRACE_ID, '--jaeger', server.url, '--json');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(toOtlpJson(declinedOrder()))));
  });

  it('prints a pattern that the trace matches', async () => {
    const { stdout } = await run('record', TRACE_ID, '--jaeger', server.url);
    expect(stdout).toBe(
      `${[
        'tree`',
        '  POST /orders                      orders    SERVER  ERROR  http.response.status_code=500',
        '  └─ OrdersService.place            orders',
        '     ├─ GET                         orders    CLIENT',
        '     │  └─ GET /users/:id           users     SERVER  http.response.status_code=200',
        '     │     └─ UsersService.findOne  users',
        '     │        └─ SELECT users ×3    users     CLIENT',
        '     └─ POST                        orders    CLIENT  ERROR',
        '        └─ POST /payments           payments  SERVER  ERROR  http.response.status_code=502',
        '           ├─ INSERT payments       payments  CLIENT',
        '           ├─ chargeCard            payments  ERROR',
        '           └─ validateCard          payments',
        '`',
      ].join('\n')}\n`,
    );
    const [, picture = ''] = stdout.split('`');
    const pattern = tree(Object.assign([picture], { raw: [picture] }));
    expect(finish(judgeMatch(pattern, declinedOrder(), () => [])).pass).toBe(true);
  });

  it('records the attributes that are asked for', async () => {
    const args = ['record', TRACE_ID, '--jaeger', server.url, '--attributes', 'payment.c*'];
    const { stdout } = await run(...args);
    expect(stdout).toContain(' chargeCard            payments  ERROR  payment.currency=EUR\n');
    expect(stdout).not.toContain('http');
  });

  it('fails with one sentence when the trace does not arrive', async () => {
    server.answerWith(NOT_FOUND);
    const args = ['show', TRACE_ID, '--jaeger', server.url, '--timeout', '0.2'];
    await expect(run(...args)).resolves.toEqual({
      status: 1,
      stdout: '',
      stderr: `traced: Expected trace ${TRACE_ID} to be complete within 0.2 s. No span of it arrived; is anything exporting to the Jaeger at ${server.url}?\n`,
    });
  });

  it('fails with one sentence when the trace is over other services', async () => {
    const args = ['show', TRACE_ID, '--jaeger', server.url, '--services', 'users,orders'];
    await expect(run(...args)).resolves.toEqual({
      status: 1,
      stdout: '',
      stderr: `traced: Expected trace ${TRACE_ID} to have spans of exactly orders, users, got orders, payments, users.\n`,
    });
  });

  it('writes what Jaeger says without control characters', async () => {
    server.answerWith({ status: 500, body: '{"error":{"message":"\\u001b[2J"}}' });
    const { status, stderr } = await run('show', TRACE_ID, '--jaeger', server.url);
    expect(status).toBe(1);
    expect(stderr).toContain('got status 500: \\u001b[2J');
  });

  it.each([
    [['show', 'abc', '--jaeger', 'http://127.0.0.1:16686'], 'Expected a trace id of 32 hex digits'],
    [['show', TRACE_ID, '--jaeger', 'here'], 'Expected a URL of Jaeger'],
    [['shew'], 'Expected the command show or record, got shew.'],
  ])('answers %j with the usage', async (args, message) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`traced: ${message}`);
    expect(stderr).toContain('\nUsage: traced show|record <traceId> --jaeger <url>');
  });

  it('prints its help and its version', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toContain('--services <a,b,c>');
    await expect(run('--version')).resolves.toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
  });
});
