import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SpanNode } from '@traced/kit';
import * as fc from 'fast-check';
import { generatedRuns } from '../support/generated-runs.js';
import { answerOf, rawRequest } from '../support/raw-request.js';
import { type NodeServer, serveNode } from '../support/run-node.js';
import { Shop } from './shop.js';

type Header = readonly [name: string, value: string];

const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const VALID = `00-${CALLER}-${PARENT}-01`;
/** Every byte but the line breaks, which end a header, and those that Node refuses. */
const BYTES = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).filter((byte) =>
  /[\t\x20-\x7e\x80-\xff]/.test(byte),
);
const ALL_BYTES = BYTES.join('');

const FLOOD = 2_000;
const GARBAGE_BYTES = 14_000;

/** Tells what is left once garbage is collected; by a signal at which Nest does not shut down. */
const TELL_HEAP = `
  process.on('SIGWINCH', () => {
    gc();
    console.log(process.memoryUsage().heapUsed);
  });
`;

/** Void is what says nothing of a caller; the trace begins here. */
const VOID: readonly (readonly [string, readonly Header[]])[] = [
  ['a traceparent of every byte there is', [['traceparent', ALL_BYTES]]],
  ['an empty traceparent', [['traceparent', '']]],
  ['a traceparent that is too short', [['traceparent', VALID.slice(0, -1)]]],
  ['a traceparent that is too long', [['traceparent', `${VALID}-00`]]],
  ['a traceparent of 8 KB', [['traceparent', '0'.repeat(8 * 1024)]]],
  ['a traceparent in upper case', [['traceparent', VALID.toUpperCase()]]],
  ['a traceparent of zeros', [['traceparent', VALID.replace(/[0-9a-f]/g, '0')]]],
  ['a traceparent without a trace', [['traceparent', VALID.replace(CALLER, '0'.repeat(32))]]],
  ['a traceparent without a span', [['traceparent', VALID.replace(PARENT, '0'.repeat(16))]]],
  ['a traceparent of version ff', [['traceparent', VALID.replace('00', 'ff')]]],
  [
    'two traceparents',
    [
      ['traceparent', VALID],
      ['traceparent', VALID],
    ],
  ],
  ['500 traceparents', times(500, ['traceparent', '00'])],
  ['a tracestate alone', [['tracestate', 'vendor=1']]],
];

/** Broken, but not the traceparent beside it. */
const HARMLESS: readonly (readonly [string, readonly Header[]])[] = [
  ['a tracestate of every byte there is', [['tracestate', ALL_BYTES]]],
  ['500 tracestates', times(500, ['tracestate', 'vendor=1'])],
  ['a tracestate of 14 KB', [['tracestate', 'a=b,'.repeat(3_584)]]],
  ['a baggage of every byte there is', [['baggage', ALL_BYTES]]],
  ['500 baggages', times(500, ['baggage', 'user=ada'])],
  ['a baggage of 14 KB', [['baggage', `user=${'a'.repeat(14 * 1024)}`]]],
  ['a baggage of percent signs', [['baggage', `user=${'%'.repeat(1_000)},%=%`]]],
  ['headers of almost 16 KB', [['x-anything', 'x'.repeat(16_000)]]],
];

/**
 * What Node refuses as well without tracing. Barely too long, as Node closes a connection on which there is
 * more to read so that its answer may be lost.
 */
const REFUSED: readonly (readonly [string, number, readonly Header[]])[] = [
  ['headers of more than 16 KB', 431, [['baggage', 'x'.repeat(16 * 1024)]]],
  ['1,650 headers', 431, times(1_650, ['baggage', 'a=b'])],
  ['a traceparent with a NUL', 400, [['traceparent', VALID.replace('-', '\0')]]],
  ['a header without a name', 400, [['', 'anything']]],
];

describe('a request to orders with', () => {
  let shop: Shop;
  let untraced: NodeServer;
  const lines: string[] = [];
  let userId: string;

  beforeAll(async () => {
    shop = await Shop.open({ onOutput: ({ name, text }) => lines.push(`${name}: ${text}`) });
    untraced = await startOrders(shop, { OTEL_SDK_DISABLED: 'true' });
    lines.length = 0;
  });
  beforeEach(() => {
    userId = randomUUID();
  });
  afterAll(async () => {
    await untraced.stop();
    await shop.close();
  });

  /** Sends the headers to both; the answer has to be the same. */
  async function ask(headers: readonly Header[]): Promise<string> {
    const [answer, expected] = await Promise.all(
      [shop.stack.services.orders.url, untraced.url].map((base) => {
        const url = new URL(`/orders?userId=${userId}`, base);
        return answerOf(url, rawRequest('GET', url, [...headers, ['Connection', 'close']]));
      }),
    );
    expect(answer).toBe(expected);
    return answer ?? '';
  }

  /**
   * Waits for the SERVER span of the last request. It is found by its user, because headers may put several requests
   * into one trace.
   */
  async function serverSpan(): Promise<SpanNode> {
    let server: SpanNode | undefined;
    await shop.receiver.waitForTrace(({ spans }) => {
      server = spans.find((span) => span.attributes['user.id'] === userId);
      while (server?.parent) server = server.parent;
      return server?.kind === 'SERVER';
    });
    return server as unknown as SpanNode;
  }

  it.each(VOID)('%s begins a trace', async (_, headers) => {
    expect(await ask(headers)).toMatch(/^HTTP\/1.1 200 /);
    const { name, traceId, parentSpanId } = await serverSpan();
    expect(name).toBe('GET /orders');
    expect(parentSpanId).toBeUndefined();
    expect(traceId).not.toMatch(/^0+$/);
  });

  it.each(HARMLESS)('%s is in the trace of its caller', async (_, headers) => {
    expect(await ask([['traceparent', VALID], ...headers])).toMatch(/^HTTP\/1.1 200 /);
    expect(await serverSpan()).toMatchObject({ traceId: CALLER, parentSpanId: PARENT });
  });

  it.each(REFUSED)('%s is answered %d, as it is without tracing', async (_, status, headers) => {
    expect(await ask(headers)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('anything at all is answered as without tracing, and has a parent only if it names one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(header(), { minLength: 1, maxLength: 4 }), async (headers) => {
        userId = randomUUID();
        const answer = await ask(headers);
        expect(answer).toMatch(/^HTTP\/1.1 (200|400) /);
        if (answer.startsWith('HTTP/1.1 400 ')) return;
        expect((await serverSpan()).parentSpanId).toBe(parentNamedBy(headers));
      }),
      generatedRuns(500),
    );
  });

  it('garbage is forgotten once it is answered', async () => {
    const orders = await startOrders(shop, {
      OTEL_EXPORTER_OTLP_ENDPOINT: shop.receiver.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '10',
      NODE_OPTIONS: `--expose-gc --import data:text/javascript,${encodeURIComponent(TELL_HEAP)}`,
    });
    await flood(orders.url, 300);
    const before = await heapBytes(orders);
    await flood(orders.url, FLOOD);
    const after = await heapBytes(orders);
    expect(after - before).toBeLessThan((FLOOD * GARBAGE_BYTES) / 3);
    expect(await orders.stop()).toMatchObject({ signal: 'SIGTERM', stderr: '' });
  });

  it('garbage leaves no line in the log', () => {
    expect(lines).toEqual([]);
  });
});

async function heapBytes({ child }: NodeServer): Promise<number> {
  child.kill('SIGWINCH');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(String(line));
}

/** Sends `count` requests, each of almost what Node takes. */
async function flood(base: string, count: number): Promise<void> {
  const url = new URL('/orders/no-id', base);
  let left = count;
  const sendAll = async (): Promise<void> => {
    while (left-- > 0) {
      const garbage = `${left}=`.padEnd(GARBAGE_BYTES / 3, ALL_BYTES);
      const request = rawRequest('GET', url, [
        ['traceparent', garbage],
        ['tracestate', garbage],
        ['baggage', garbage],
        ['Connection', 'close'],
      ]);
      expect(await answerOf(url, request)).toContain('"VALIDATION_FAILED"');
    }
  };
  await Promise.all(Array.from({ length: 8 }, sendAll));
}

/** Headers of the context: of any bytes, and of what is nearly right. */
function header(): fc.Arbitrary<Header> {
  const names = fc.constantFrom('traceparent', 'tracestate', 'baggage');
  const anything = fc.string({ unit: fc.constantFrom(...BYTES), maxLength: 300 });
  const nearly = fc
    .tuple(fc.nat(VALID.length), fc.nat(2), fc.string({ unit: fc.constantFrom(...BYTES, '\0') }))
    .map(([start, count, text]) => VALID.slice(0, start) + text + VALID.slice(start + count));
  const members = fc
    .array(fc.tuple(fc.string(), anything).map((pair) => pair.join('=')))
    .map((all) => all.join(','));
  return fc.tuple(names, fc.oneof(anything, nearly, members));
}

/** The one traceparent that is valid by https://www.w3.org/TR/trace-context-2/#traceparent-header. */
function parentNamedBy(headers: readonly Header[]): string | undefined {
  const values = headers.flatMap(([name, value]) => (name === 'traceparent' ? [value] : []));
  const [value = ''] = values;
  const valid =
    /^(?:00-(?!0{32})[\da-f]{32}-(?!0{16})([\da-f]{16})-[\da-f]{2}|(?!00|ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})([\da-f]{16})-[\da-f]{2}(?:-[^,]*)?)$/;
  const [, parent, parentOfLater] = valid.exec(value.trim()) ?? [];
  return values.length === 1 ? (parent ?? parentOfLater) : undefined;
}

function times(count: number, header: Header): Header[] {
  return Array.from({ length: count }, () => header);
}

/** Another process of the same build on the same database. */
function startOrders({ stack }: Shop, env: Record<string, string>): Promise<NodeServer> {
  return serveNode(['--import', '@traced/nest/register', 'dist/main.js'], {
    cwd: 'apps/orders',
    env: {
      PORT: '0',
      DATABASE_URL: stack.databaseUrl('orders'),
      USERS_URL: stack.services.users.url,
      PAYMENTS_URL: stack.services.payments.url,
      ...env,
    },
  });
}
