import { describe, expect, it } from '@jest/globals';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { type PlannedSpan, TRACE_ID, makeSpans, traceOf } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { checkHealth } from './check-health.js';
import type { HealthRule } from './rules.js';

const REMOTE_PARENT = 0x301;
const LOCAL_PARENT = 0x101;

function call(name: string, more: Partial<PlannedSpan> = {}): PlannedSpan {
  return { service: 'orders', name, at: [0, 10], ...more };
}

function server(name: string, more: Partial<PlannedSpan> = {}): PlannedSpan {
  const attributes = { 'http.request.method': 'GET', 'http.route': name, ...more.attributes };
  return {
    service: 'users',
    name,
    kind: 'SERVER',
    at: [3, 7],
    flags: REMOTE_PARENT,
    ...more,
    attributes,
  };
}

/** Returns what one rule finds, as `name message`. */
function findingsOf(rule: HealthRule, trace: Trace): string[] {
  return checkHealth(trace)
    .filter((finding) => finding.rule === rule)
    .map(({ span, message }) => `${span.name} ${message}`);
}

function findings(rule: HealthRule, ...roots: readonly PlannedSpan[]): string[] {
  return findingsOf(rule, traceOf(...roots));
}

describe('one-root', () => {
  it('finds each further root', () => {
    expect(findings('one-root', call('GET'), call('POST', { at: [20, 30] }))).toEqual([
      'POST is a further root: its context was not propagated',
    ]);
  });

  it('leaves orphans and cycles to their own rules', () => {
    expect(findings('one-root', call('GET'), call('b', { parentSpanId: 'ab'.repeat(8) }))).toEqual(
      [],
    );
  });
});

describe('no-orphan', () => {
  it('finds spans whose parent never arrived', () => {
    const parentSpanId = 'ab'.repeat(8);
    expect(findings('no-orphan', call('SELECT', { parentSpanId, flags: LOCAL_PARENT }))).toEqual([
      `SELECT names a parent that never arrived: ${parentSpanId}`,
    ]);
  });

  it('accepts a root whose caller exports nothing', () => {
    expect(findings('no-orphan', call('GET', { parentSpanId: 'ab'.repeat(8) }))).toEqual([]);
  });
});

describe('no-duplicate-id and no-cycle', () => {
  const [root, first, second] = makeSpans(
    call('root', { children: [call('a', { children: [call('b')] })] }),
  ) as [Span, Span, Span];

  it('find spans that share an id', () => {
    const trace = new Trace([
      root,
      first,
      { ...second, spanId: first.spanId, parentSpanId: root.spanId },
    ]);
    expect(findingsOf('no-duplicate-id', trace)).toEqual([
      'b has the id of a, 0000000000000002: its ids are not random, or its process was forked',
    ]);
  });

  it('find a span that is its own ancestor, which is neither a further root nor an orphan', () => {
    const trace = new Trace([root, { ...first, parentSpanId: second.spanId }, second]);
    expect(checkHealth(trace).map(({ span, message }) => `${span.name} ${message}`)).toEqual([
      'a is its own ancestor: its parent, b, is below it',
    ]);
  });

  it('find a span that is its own parent', () => {
    const trace = new Trace([root, { ...first, parentSpanId: first.spanId }]);
    expect(findingsOf('no-cycle', trace)).toEqual(['a is its own parent']);
  });
});

describe('child-within-parent', () => {
  const SERVER = { service: 'users', kind: 'SERVER' } as const;
  const inParent = (child: Partial<PlannedSpan>, parent: Partial<PlannedSpan> = {}): string[] =>
    findings(
      'child-within-parent',
      call('root', {
        at: [0, 100],
        children: [call('parent', { at: [10, 20], ...parent, children: [call('child', child)] })],
      }),
    );

  it('finds a child that starts before its parent or ends after it', () => {
    expect(inParent({ at: [5, 15] })).toEqual(['child starts 5 ms before its parent']);
    expect(inParent({ at: [15, 28] })).toEqual(['child ends 8 ms after its parent']);
  });

  it('accepts what the clock of the standard SDK may be off by', () => {
    expect(inParent({ at: [9, 21] })).toEqual([]);
  });

  it.each<[string, Partial<PlannedSpan>, Partial<PlannedSpan>]>([
    ['a PRODUCER', { kind: 'PRODUCER' }, {}],
    ['a CONSUMER', { kind: 'CONSUMER' }, {}],
    ['a child of a PRODUCER', {}, { kind: 'PRODUCER' }],
    [
      'a span that follows its parent by a link',
      { links: [{ traceId: TRACE_ID, spanId: '0000000000000002', attributes: {} }] },
      {},
    ],
  ])('lets %s outlive its parent, but not start before it', (_, child, parent) => {
    expect(inParent({ at: [15, 90], ...child }, parent)).toEqual([]);
    expect(inParent({ at: [5, 90], ...child }, parent)).toEqual([
      'child starts 5 ms before its parent',
    ]);
  });

  it('leaves a start by another clock to no-clock-skew', () => {
    expect(inParent({ ...SERVER, at: [6, 14] }, { kind: 'CLIENT' })).toEqual([]);
  });

  it('lets a SERVER record its end when its CLIENT has the answer, but not start then', () => {
    expect(inParent({ ...SERVER, at: [12, 60] }, { kind: 'CLIENT' })).toEqual([]);
    expect(inParent({ ...SERVER, at: [23, 60] }, { kind: 'CLIENT' })).toEqual([
      'child starts 3 ms after its parent has ended, or the clock of users is ahead',
    ]);
    expect(inParent({ ...SERVER, at: [23, 60] }, { kind: 'CLIENT', status: 'ERROR' })).toEqual([]);
  });
});

describe('no-clock-skew', () => {
  it('names the clock that is behind, and by how much', () => {
    const get = call('GET', {
      kind: 'CLIENT',
      at: [10, 20],
      children: [server('/users', { at: [6, 14] })],
    });
    expect(findings('no-clock-skew', call('root', { at: [0, 100], children: [get] }))).toEqual([
      '/users starts 4 ms before its parent: the clock of users is about 5 ms behind that of orders',
    ]);
  });
});

describe('server-has-route', () => {
  it('finds SERVER spans of HTTP without a route', () => {
    const attributes = { 'http.request.method': 'GET' };
    expect(findings('server-has-route', call('GET', { kind: 'SERVER', attributes }))).toEqual([
      'GET has no http.route',
    ]);
  });

  it('accepts servers of other protocols, clients, and requests that were refused', () => {
    const attributes = { 'http.request.method': 'GET', 'http.response.status_code': 404 };
    expect(
      findings(
        'server-has-route',
        call('grpc', {
          kind: 'SERVER',
          attributes: { 'rpc.system': 'grpc' },
          children: [call('GET', { kind: 'CLIENT', attributes })],
        }),
      ),
    ).toEqual([]);
    expect(findings('server-has-route', call('GET', { kind: 'SERVER', attributes }))).toEqual([]);
  });
});

describe('failure-is-error', () => {
  it('finds a 5xx whose span is no ERROR', () => {
    const attributes = { 'http.response.status_code': 503 };
    expect(findings('failure-is-error', call('GET', { attributes }))).toEqual([
      'GET has the response status 503, but the status UNSET',
    ]);
    expect(findings('failure-is-error', call('GET', { attributes, status: 'ERROR' }))).toEqual([]);
  });
});

describe('service-is-named', () => {
  it.each(['unknown_service', 'unknown_service:node'])(
    'finds %s once for all its spans',
    (service) => {
      expect(
        findings('service-is-named', call('a', { service, children: [call('b', { service })] })),
      ).toEqual([
        'a is of a service without a name, as 1 more of the trace: set OTEL_SERVICE_NAME',
      ]);
    },
  );
});

describe('client-has-server', () => {
  const client = (
    attributes: PlannedSpan['attributes'] = {},
    more: Partial<PlannedSpan> = {},
  ): PlannedSpan =>
    call('GET', {
      kind: 'CLIENT',
      attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200, ...attributes },
      ...more,
    });
  const LOST = 'GET has no SERVER span below it: the context is lost on the way, orders → users';
  const withUsers = (...more: readonly PlannedSpan[]): PlannedSpan =>
    call('root', {
      at: [0, 100],
      children: [
        client(
          { 'server.address': '127.0.0.1', 'server.port': 3001 },
          { children: [server('/users')] },
        ),
        ...more,
      ],
    });

  it.each([
    [{ 'server.address': '127.0.0.1', 'server.port': 3001 }],
    [{ 'server.address': 'users' }],
    [{ 'server.address': 'users.shop.svc.cluster.local', 'server.port': 80 }],
    [{ 'net.peer.name': '127.0.0.1', 'net.peer.port': 3001 }],
    [{ 'peer.service': 'users' }],
  ])('finds an answered call of a service that the trace knows by %j', (attributes) => {
    expect(findings('client-has-server', withUsers(client(attributes)))).toEqual([LOST]);
  });

  it.each([
    [{ 'server.address': '127.0.0.1', 'server.port': 3002 }],
    [{ 'server.address': 'card-gateway' }],
    [{}],
  ])('accepts a call of a service that the trace does not know: %j', (attributes) => {
    expect(findings('client-has-server', withUsers(client(attributes)))).toEqual([]);
  });

  it('accepts calls that got no answer, or that of a gateway, and queries', () => {
    const known = { 'server.address': 'users' };
    const unanswered = call('GET', { kind: 'CLIENT', attributes: known, status: 'ERROR' });
    const query = call('SELECT', {
      kind: 'CLIENT',
      attributes: { ...known, 'db.system.name': 'postgresql' },
    });
    const gateway = client({ ...known, 'http.response.status_code': 503 });
    expect(findings('client-has-server', withUsers(unanswered, query, gateway))).toEqual([]);
  });
});

describe('checkHealth', () => {
  it('finds nothing in a healthy trace', () => {
    const get = call('GET', { kind: 'CLIENT', at: [1, 9], children: [server('/users')] });
    expect(
      checkHealth(traceOf(server('/orders', { service: 'orders', at: [0, 10], children: [get] }))),
    ).toEqual([]);
    expect(checkHealth(declinedOrder())).toEqual([]);
  });

  it('says where a span is', () => {
    const [finding] = checkHealth(
      traceOf(
        call('root', {
          children: [
            call('place', { children: [server('GET', { attributes: { 'http.route': '' } })] }),
          ],
        }),
      ),
    );
    expect(finding?.path).toBe('orders · root › place › users · GET');
  });

  it('leaves out the rules that are switched off', () => {
    const trace = traceOf(call('a', { service: 'unknown_service' }), call('b'));
    expect(checkHealth(trace, { except: ['one-root'] }).map(({ rule }) => rule)).toEqual([
      'service-is-named',
    ]);
  });

  it('refuses a rule that does not exist, and a tolerance that is none', () => {
    const trace = declinedOrder();
    expect(() => checkHealth(trace, { except: ['no-orphans' as HealthRule] })).toThrow(
      'one of one-root, no-orphan,',
    );
    expect(() => checkHealth(trace, { tolerance: '5' })).toThrow('Expected a duration');
  });
});
