import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { containing, span } from '../pattern/span-pattern.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { savePart, writeReport } from './contract-files.js';
import { ContractLog } from './contract-log.js';
import { coverageOf } from './pattern-coverage.js';

const server = (route: string, code: number): PlannedSpan => ({
  service: 'orders',
  name: `POST ${route}`,
  kind: 'SERVER',
  at: [0, 9],
  attributes: {
    'http.request.method': 'POST',
    'http.route': route,
    'http.response.status_code': code,
  },
});

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contracts-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function logOf(...adds: readonly Parameters<ContractLog['add']>[]): ContractLog {
  const log = new ContractLog();
  for (const args of adds) log.add(...args);
  return log;
}

describe('the report of contracts', () => {
  it('says which routes, span names and error paths have a contract, and which were only seen', async () => {
    const pattern = span('POST /orders', {
      children: [span('OrdersService.place', { children: containing(span('POST')) })],
    });
    const declined = span('chargeCard', { status: 'ERROR' });
    const order = traceOf(server('/orders', 201));
    savePart(
      logOf(
        [declinedOrder(), coverageOf(pattern)],
        [declinedOrder(), coverageOf(declined)],
        [declinedOrder()],
      ),
      directory,
    );
    savePart(logOf([order, coverageOf(pattern)], [traceOf(server('/refunds', 404))]), directory);

    const { text } = writeReport(directory);
    expect(text).toBe(
      [
        'Contracts of traces: 1 of 2 routes, 4 of 12 span names, 1 of 5 error paths',
        '',
        'Routes',
        '  ✓ orders  POST /orders   1 assertion',
        '  ✗ orders  POST /refunds  only seen, once',
        '',
        'Span names',
        '  ✗ orders    GET                   only seen, 3 times',
        '  ✓ orders    OrdersService.place   1 assertion',
        '  ✓ orders    POST                  1 assertion',
        '  ✓ orders    POST /orders          2 assertions',
        '  ✗ orders    POST /refunds         only seen, once',
        '  ✗ payments  INSERT payments       only seen, 3 times',
        '  ✗ payments  POST /payments        only seen, 3 times',
        '  ✓ payments  chargeCard            1 assertion',
        '  ✗ payments  validateCard          only seen, 3 times',
        '  ✗ users     GET /users/:id        only seen, 3 times',
        '  ✗ users     SELECT users          only seen, 3 times',
        '  ✗ users     UsersService.findOne  only seen, 3 times',
        '',
        'Error paths',
        '  ✗ orders    POST /orders: 500              only seen, 3 times',
        '  ✗ orders    POST /refunds: 404             only seen, once',
        '  ✗ orders    POST: ERROR                    only seen, 3 times',
        '  ✗ payments  POST /payments: 502            only seen, 3 times',
        '  ✓ payments  chargeCard: CardDeclinedError  1 assertion',
      ].join('\n'),
    );
    await expect(readFile(join(directory, 'trace-contracts.txt'), 'utf8')).resolves.toBe(
      `${text}\n`,
    );
  });

  it('removes the parts that it reports, so that the next report is about the next run', async () => {
    savePart(logOf([declinedOrder()]), directory);
    writeReport(directory);
    expect(await readdir(directory)).toEqual(['trace-contracts.json', 'trace-contracts.txt']);
    expect(writeReport(directory).contracts).toEqual([]);
  });

  it('can be read by a program', async () => {
    savePart(logOf([traceOf(server('/orders', 201)), coverageOf(span('POST /orders'))]), directory);
    const { contracts } = writeReport(directory);
    const json = await readFile(join(directory, 'trace-contracts.json'), 'utf8');
    expect(JSON.parse(json)).toEqual({ contracts });
    expect(contracts).toEqual([
      { kind: 'route', service: 'orders', name: 'POST /orders', seen: 1, asserted: 1 },
      { kind: 'span', service: 'orders', name: 'POST /orders', seen: 1, asserted: 1 },
    ]);
  });

  it('counts a span once for each assertion, however often a trace has it', () => {
    const log = logOf([declinedOrder(), coverageOf(span('SELECT users'))], [declinedOrder()]);
    expect(log.contracts.find(({ name }) => name === 'SELECT users')).toMatchObject({
      seen: 2,
      asserted: 1,
    });
  });

  it('saves a log once, and an empty one not at all', async () => {
    const log = logOf([declinedOrder()]);
    savePart(log, directory);
    savePart(log, directory);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('remembers no more than 10 000 names', () => {
    const children = Array.from({ length: 10_010 }, (_, index) => ({
      service: 'orders',
      name: `GET /orders/${index}`,
      at: [0, 1] as const,
    }));
    const log = logOf([traceOf({ service: 'orders', name: 'root', at: [0, 1], children })]);
    log.add(declinedOrder());
    expect(log.contracts).toHaveLength(10_000);
  });
});
