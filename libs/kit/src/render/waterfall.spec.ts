import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, traceOf } from '../trace/trace.fixture.js';
import { displayWidth } from '../trace/display-width.js';
import { renderWaterfall } from './waterfall.js';

function work(
  name: string,
  at: PlannedSpan['at'],
  ...children: readonly PlannedSpan[]
): PlannedSpan {
  return { service: 'orders', name, at, children };
}

/** Returns `block` without its first and last line, and with only one space of the indentation that its lines share. */
function text([block = '']: readonly string[]): string {
  const lines = block.split('\n').slice(1, -1);
  const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents) - 1)).join('\n');
}

const ANSWER = { 'http.response.status_code': 500 };
const FAILURE = {
  name: 'exception',
  attributes: { 'exception.type': 'CardDeclinedError', 'exception.message': 'insufficient funds' },
};

describe('renderWaterfall', () => {
  it('draws a failed order over three services', () => {
    expect(renderWaterfall(declinedOrder())).toBe(text`
       ✗ POST /orders  412 ms   500   13 spans · 3 services · 4 errors
         trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: payments · chargeCard  292 ms (71%)

         service   span                                    0           200    412 ms     dur    self  crit
       ✗ orders    POST /orders  500                       █████████████████████████  412 ms    8 ms    2%
         orders    └─ OrdersService.place                  █████████████████████████  404 ms   32 ms    8%
         orders       ├─ GET                               █████                       60 ms   10 ms    2%
         users        │  └─ GET /users/:id                  ████                       50 ms    3 ms    1%
         users        │     └─ UsersService.findOne         ████                       47 ms   25 ms    6%
         users        │        └─ SELECT users  ×3 (N+1?)   ██                         22 ms   22 ms    5%
       ✗ orders       └─ POST                                   ████████████████████  312 ms   10 ms    2%
       ✗ payments        └─ POST /payments  502                 ████████████████████  302 ms  6.2 ms    1%
         payments           ├─ INSERT payments                  ██                      3 ms    3 ms    1%
         payments           ├─ validateCard                      █                    850 µs  850 µs   <1%
       ✗ payments           └─ chargeCard                        ██████████████████   292 ms  292 ms   71%
                               ⚑ CardDeclinedError: insufficient funds  (card-gateway.client.js:41)
         █ critical path  ░ off critical path
    `);
  });

  it('draws the figures without bars on a narrow terminal', () => {
    expect(renderWaterfall(declinedOrder(), { width: 70 })).toBe(text`
       ✗ POST /orders  412 ms   500   13 spans · 3 services · 4 errors
         trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: payments · chargeCard  292 ms (71%)

         service   span                                    dur    self  crit
       ✗ orders    POST /orders  500                    412 ms    8 ms    2%
         orders    └─ OrdersService.place               404 ms   32 ms    8%
         orders       ├─ GET                             60 ms   10 ms    2%
         users        │  └─ GET /users/:id               50 ms    3 ms    1%
         users        │     └─ UsersService.findOne      47 ms   25 ms    6%
         users        │        └─ SELECT u…  ×3 (N+1?)   22 ms   22 ms    5%
       ✗ orders       └─ POST                           312 ms   10 ms    2%
       ✗ payments        └─ POST /payments  502         302 ms  6.2 ms    1%
         payments           ├─ INSERT payments            3 ms    3 ms    1%
         payments           ├─ validateCard             850 µs  850 µs   <1%
       ✗ payments           └─ chargeCard               292 ms  292 ms   71%
                               ⚑ CardDeclinedError: insufficient funds  (ca…
    `);
  });

  it('draws off the critical path what no span waits for, and what goes on after the root', () => {
    const trace = traceOf(
      work('POST /orders', [0, 50], work('audit', [10, 30]), work('charge', [5, 45]), {
        ...work('process order.placed', [60, 100]),
        service: 'users',
        kind: 'CONSUMER',
      }),
    );
    expect(renderWaterfall(trace, { width: 80 })).toBe(text`
       ✓ POST /orders  50 ms (100 ms in all)   4 spans · 2 services
         trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: orders · charge  40 ms (80%)

         service  span                     0         50   100 ms     dur    self  crit
         orders   POST /orders             ███████████             50 ms   10 ms   20%
         orders   ├─ charge                 █████████              40 ms   40 ms   80%
         orders   ├─ audit                   ░░░░░                 20 ms   20 ms
         users    └─ process order.placed              ░░░░░░░░░   40 ms   40 ms
         █ critical path  ░ off critical path
    `);
  });

  it('folds siblings that look alike, with what is below them, wherever they stand', () => {
    const item = (start: number): PlannedSpan =>
      work('price', [start, start + 5], work('round', [start, start + 1]));
    const trace = traceOf(
      work('GET /orders', [0, 40], item(1), work('SELECT orders', [8, 10]), item(12), item(20)),
    );
    expect(renderWaterfall(trace, { width: 80 })).toBe(text`
       ✓ GET /orders  40 ms   8 spans · 1 service
         trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: orders · GET /orders  23 ms (57%)

         service  span              0             20       40 ms     dur    self  crit
         orders   GET /orders       ████████████████████████████   40 ms   23 ms   57%
         orders   ├─ price  ×3      █████   ████  ████             15 ms   12 ms   30%
         orders   │  └─ round  ×3   ██      ██    █                 3 ms    3 ms    8%
         orders   └─ SELECT orders       ██                         2 ms    2 ms    5%
         █ critical path  ░ off critical path
    `);
  });

  it('escapes control characters and keeps its columns with wide ones', () => {
    const trace = traceOf(
      work(
        'GET /注文\n',
        [0, 40],
        work('価格を計算する', [1, 39], work('\u001B[2Jtotal', [2, 38])),
      ),
    );
    expect(renderWaterfall(trace, { width: 80 })).toBe(text`
       ✓ GET /注文\\n  40 ms   3 spans · 1 service
         trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: orders · \\u001b[2Jtotal  36 ms (90%)

         service  span                  0           20     40 ms     dur    self  crit
         orders   GET /注文\\n           ████████████████████████   40 ms    2 ms    5%
         orders   └─ 価格を計算する     ████████████████████████   38 ms    2 ms    5%
         orders      └─ \\u001b[2Jtotal   ██████████████████████    36 ms   36 ms   90%
         █ critical path  ░ off critical path
    `);
  });

  it('says that a trace is incomplete and draws orphans as roots', () => {
    const trace = traceOf(work('GET', [0, 10]), {
      ...work('SELECT', [2, 4]),
      parentSpanId: 'ffffffffffffffff',
    });
    expect(renderWaterfall(trace, { width: 80 })).toBe(text`
       ✓ GET  10 ms   2 spans · 1 service · incomplete
         trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: orders · GET  10 ms (100%)

         service  span          0               5          10 ms     dur    self  crit
         orders   GET           ████████████████████████████████   10 ms   10 ms  100%
         orders   SELECT              ░░░░░░░                       2 ms    2 ms
         █ critical path  ░ off critical path
    `);
  });

  it('draws a trace of one span without duration', () => {
    expect(renderWaterfall(traceOf(work('tick', [0, 0])), { width: 80 })).toBe(text`
       ✓ tick  0 ns   1 span · 1 service        trace 4bf92f3577b34da6a3ce929d0e0e4736

         service  span                                      0 ns     dur    self  crit
         orders   tick          █                                   0 ns    0 ns
         █ critical path  ░ off critical path
    `);
  });

  it('says the same in colour', () => {
    const coloured = renderWaterfall(declinedOrder(), { color: true });
    expect(coloured).toContain('\u001B[31m ✗ \u001B[39m');
    expect(stripVTControlCharacters(coloured)).toBe(renderWaterfall(declinedOrder()));
  });

  it('leaves out the self times on a terminal of 40 columns, and draws nothing narrower', () => {
    const drawn = renderWaterfall(declinedOrder(), { width: 40 });
    expect(drawn).toBe(text`
       ✗ POST /orders
         412 ms   500   13 spans · 3 services
         4 errors
        trace 4bf92f3577b34da6a3ce929d0e0e4736
         slowest on critical path: payments ·…

         service   span              dur  crit
       ✗ orders    POST /o…  500  412 ms    2%
         orders    └─ OrdersSer…  404 ms    8%
         orders       ├─ GET       60 ms    2%
         users        │  └─ GET…   50 ms    1%
         users        │     └─ …   47 ms    6%
         users        │        …   22 ms    5%
       ✗ orders       └─ POST     312 ms    2%
       ✗ payments        └─ …  …  302 ms    1%
         payments           ├─ …    3 ms    1%
         payments           ├─ …  850 µs   <1%
       ✗ payments           └─ …  292 ms   71%
                               ⚑ CardDeclined…
    `);
    expect(renderWaterfall(declinedOrder(), { width: 7 })).toBe(drawn);
  });

  it('never writes beyond the width of the terminal', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 80 });
    const width = fc.integer({ min: 40, max: 160 });
    const depth = fc.integer({ min: 0, max: 60 });
    const millis = fc.constantFrom(1, 412, 86_400_000, 1_795_000_000_000);
    fc.assert(
      fc.property(name, name, width, depth, millis, (service, title, columns, levels, end) => {
        const failed: PlannedSpan = {
          ...work(title, [0, end]),
          status: 'ERROR',
          events: [FAILURE],
        };
        const chain = Array.from({ length: levels }).reduce<PlannedSpan>(
          (below) => work(title, [0, end], below, work('SELECT', [0, 1])),
          failed,
        );
        const trace = traceOf({ ...work(title, [0, 1], chain), service, attributes: ANSWER });
        for (const line of renderWaterfall(trace, { width: columns }).split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        }
      }),
      generatedRuns(1_000),
    );
  });

  it('draws without a limit of the width', () => {
    const lines = renderWaterfall(declinedOrder(), { width: Infinity }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(1_000);
  });
});
