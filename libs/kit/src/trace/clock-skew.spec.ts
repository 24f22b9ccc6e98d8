import { describe, expect, it } from '@jest/globals';
import { type PlannedSpan, traceOf } from './trace.fixture.js';

const REMOTE_PARENT = 0x301;

function client(at: PlannedSpan['at'], server: PlannedSpan): PlannedSpan {
  return { service: 'orders', name: 'GET', kind: 'CLIENT', at, children: [server] };
}

function server(at: PlannedSpan['at'], more: Partial<PlannedSpan> = {}): PlannedSpan {
  return { service: 'users', name: 'GET /users/:id', kind: 'SERVER', at, ...more };
}

/** Returns each skew as `users is 3 ms behind orders`. */
function skewsOf(children: readonly PlannedSpan[], toleranceNanos?: bigint): string[] {
  const trace = traceOf({ service: 'orders', name: 'POST /orders', at: [0, 100], children });
  return trace
    .clockSkews(toleranceNanos)
    .map(
      ({ parent, child, behind }) =>
        `${child.service} is ${Number(behind) / 1e6} ms behind ${parent.service}`,
    );
}

describe('Trace.clockSkews', () => {
  it('finds none while children start after their parents', () => {
    expect(skewsOf([client([10, 20], server([10, 25]))])).toEqual([]);
  });

  it('estimates the middle of what is possible after all calls between two processes', () => {
    const calls = [client([10, 20], server([6, 14])), client([30, 40], server([27, 35]))];
    expect(skewsOf(calls)).toEqual(['users is 4.5 ms behind orders']);
  });

  it('estimates the least that is possible when the child takes longer than its parent', () => {
    expect(skewsOf([client([10, 20], server([6, 30]))])).toEqual(['users is 4 ms behind orders']);
  });

  it('learns nothing from the end of a server whose client has given up, or whose parent does not wait', () => {
    const calls = [
      client([10, 20], server([6, 12])),
      { ...client([30, 40], server([35, 38.5])), status: 'ERROR' as const },
      client([50, 60], server([55, 58.5], { kind: 'CONSUMER' })),
    ];
    expect(skewsOf(calls)).toEqual(['users is 6 ms behind orders']);
  });

  it('says nothing of a child of the same process', () => {
    const local = { ...server([6, 12]), service: 'orders' };
    expect(skewsOf([client([10, 20], local)])).toEqual([]);
  });

  it('believes the flags of a child that its parent is remote', () => {
    const remote = server([6, 14], { service: 'orders', flags: REMOTE_PARENT });
    expect(skewsOf([client([10, 20], remote)])).toEqual(['orders is 5 ms behind orders']);
  });

  it('leaves out what is within the tolerance', () => {
    expect(skewsOf([client([10, 20], server([9, 14]))], 1_000_000n)).toEqual([]);
    expect(skewsOf([client([10, 20], server([9, 14]))], 999_999n)).toHaveLength(1);
  });
});
