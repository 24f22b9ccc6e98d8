import '@traced/kit/jest';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import {
  type Span,
  type SpanNode,
  type SpanPattern,
  type Trace,
  containing,
  span,
} from '@traced/kit';
import { Shop } from './shop.js';

const RATIO = 0.01;
const SLOW_MILLIS = 1_500;
const ORDERS = 2_000;
const AT_ONCE = 4;

/** What becomes of an order by its card, and how many of the orders pay with which. */
const CARDS = { tok_error: 20, tok_slow: 10, tok_ok: ORDERS - 30 };
type Card = keyof typeof CARDS;

/** Replaces the source of ids in orders, so that each run samples the same. Mulberry32, by its author in the public domain. */
const SEEDED = `data:text/javascript,${encodeURIComponent(`
  let state = 20261121;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
`)}`;

interface Answer {
  readonly status: number;
  /** Told in the body of a failure. */
  readonly traceId: string | undefined;
  readonly traceresponse: string | null;
}

/** Orders of callers who have no trace: orders decides about each. */
async function place(shop: Shop, card: string): Promise<Answer> {
  const response = await fetch(`${shop.stack.services.orders.url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(shop.order(card)),
  });
  const { traceId } = (await response.json()) as { traceId?: string };
  const traceresponse = response.headers.get('traceresponse');
  return { status: response.status, traceId, traceresponse };
}

/** Failures and slow ones spread evenly among the others, so that they stay below the limit of a second. */
function shuffledCards(): Card[] {
  const cards = Array.from({ length: ORDERS }, (): Card => 'tok_ok');
  for (let index = 0; index < CARDS.tok_error; index++) cards[50 + index * 95] = 'tok_error';
  for (let index = 0; index < CARDS.tok_slow; index++) cards[80 + index * 190] = 'tok_slow';
  return cards;
}

async function placeAll(shop: Shop, cards: readonly Card[]): Promise<[Card, Answer][]> {
  const answers: [Card, Answer][] = [];
  const waiting = cards.values();
  const caller = async (): Promise<void> => {
    for (const card of waiting) answers.push([card, await place(shop, card)]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  return answers;
}

function isSampledByRatio(traceId: string): boolean {
  const { decision } = new TraceIdRatioBasedSampler(RATIO).shouldSample(ROOT_CONTEXT, traceId);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

function reasonOf({ attributes }: Span): unknown {
  return attributes['sampling.late'];
}

/**
 * What is left of an order that was not sampled: the requests on the way to where it failed. On a slow machine
 * users may have been slow as well.
 */
function skeleton(reason: string, status: Record<string, unknown>): SpanPattern {
  const attributes = { 'sampling.late': reason, ...status };
  return span('POST /orders', {
    service: 'orders',
    kind: 'SERVER',
    attributes,
    children: containing(
      span('POST /payments', { service: 'payments', kind: 'SERVER', attributes, children: [] }),
    ),
  });
}

describe('2,000 orders of which 1 % are sampled', () => {
  let shop: Shop;
  let answers: [Card, Answer][];
  let traces: readonly Trace[];

  beforeAll(async () => {
    const env = {
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: String(RATIO),
      TRACING_LATE_SAMPLING_SLOW_MILLIS: String(SLOW_MILLIS),
    };
    shop = await Shop.open({
      env,
      serviceEnv: {
        orders: {
          NODE_OPTIONS: `--import ${SEEDED}`,
          USERS_TIMEOUT_MILLIS: '30000',
          PAYMENTS_TIMEOUT_MILLIS: '30000',
        },
        payments: { CARD_GATEWAY_TIMEOUT_MILLIS: '30000' },
      },
    });
    answers = await placeAll(shop, shuffledCards());
    await shop.stack.stop();
    // The shop's user is made before, and may be sampled or slow.
    traces = shop.receiver.traces().filter(({ root }) => root.name !== 'POST /users');
  });
  afterAll(() => shop.close());

  function answered(card: Card): Answer[] {
    return answers.filter(([paidBy]) => paidBy === card).map(([, answer]) => answer);
  }

  function sampled(): Trace[] {
    return traces.filter(({ traceId }) => isSampledByRatio(traceId));
  }

  function wasSlow({ root }: Trace): boolean {
    return IS_SO['slow']?.(root) === true;
  }

  function unsampled(): Trace[] {
    return traces.filter(({ traceId }) => !isSampledByRatio(traceId));
  }

  it('were all answered', () => {
    expect(new Set(answered('tok_ok').map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answered('tok_slow').map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answered('tok_error').map(({ status }) => status))).toEqual(new Set([502]));
    expect(answers).toHaveLength(ORDERS);
  });

  it('leave the skeleton of each that failed, which the response announces', () => {
    const failed = answered('tok_error');
    expect(failed).toHaveLength(20);
    for (const { traceId = '', traceresponse } of failed) {
      if (isSampledByRatio(traceId)) continue;
      expect(traceresponse).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
      const trace = traces.find((candidate) => candidate.traceId === traceId);
      expect(trace).toMatchTrace(
        skeleton('error', { 'http.response.status_code': 502, 'error.type': '502' }),
      );
      expect(trace?.orphans).toEqual([]);
    }
  });

  it('leave the skeleton of each that was slow', () => {
    const announced = answered('tok_slow').flatMap(({ traceresponse }) => traceresponse ?? []);
    // The others were sampled.
    expect(announced.length).toBeGreaterThanOrEqual(10 - sampled().filter(wasSlow).length);
    for (const traceresponse of announced) {
      const [, traceId] = traceresponse.split('-');
      const trace = traces.find((candidate) => candidate.traceId === traceId);
      expect(trace).toMatchTrace(skeleton('slow', { 'http.response.status_code': 201 }));
      expect(trace?.orphans).toEqual([]);
    }
  });

  it('leave nothing else that was not sampled', () => {
    for (const { spans } of unsampled()) {
      for (const one of spans) expect(hasRightReason(one)).toBe(true);
    }
    const lateSampled = unsampled().length;
    const announced = answers.filter(([, { traceresponse }]) => traceresponse).length;
    expect(lateSampled).toBe(announced);
  });

  it('leave the whole trace of each that was sampled, and no other decision was made below', () => {
    expect(sampled().length).toBeGreaterThanOrEqual(5);
    expect(sampled().length).toBeLessThanOrEqual(45);
    for (const { root, orphans, spans } of sampled()) {
      expect(orphans).toEqual([]);
      expect(root.name).toBe('POST /orders');
      expect(spans.filter(reasonOf)).toEqual([]);
    }
    const placed = sampled().filter(
      ({ root }) => root.attributes['http.response.status_code'] === 201,
    );
    expect(new Set(placed.map(({ spans }) => spans.length))).toEqual(new Set([25]));
  });
});

const IS_SO: Record<string, (span: SpanNode) => boolean> = {
  error: ({ attributes }) => Number(attributes['http.response.status_code']) >= 500,
  slow: ({ duration }) => duration >= SLOW_MILLIS * 1e6,
  downstream: ({ children }) => children.some(reasonOf),
};

/** Whether the reason that the span gives for its late sampling is true. */
function hasRightReason(one: SpanNode): boolean {
  return one.kind === 'SERVER' && IS_SO[String(reasonOf(one))]?.(one) === true;
}

describe('an outage while nothing is sampled', () => {
  const LIMIT = 5;
  let shop: Shop;

  beforeAll(async () => {
    const env = {
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      TRACING_LATE_SAMPLING_MAX_PER_SECOND: String(LIMIT),
    };
    shop = await Shop.open({ env });
  });
  afterAll(() => shop.close());

  it('exports no more spans than its budget, and those whose callees were exported', async () => {
    const begun = performance.now();
    const answers = await placeAll(
      shop,
      Array.from({ length: 400 }, (): Card => 'tok_error'),
    );
    const seconds = Math.ceil((performance.now() - begun) / 1_000);
    expect(new Set(answers.map(([, { status }]) => status))).toEqual(new Set([502]));
    await shop.stack.stop();

    const spans = shop.receiver.traces().flatMap((trace) => trace.spans);
    const ofPayments = spans.filter(({ service }) => service === 'payments');
    const started = spans.filter(
      ({ service, children }) => service === 'orders' && children.length === 0,
    );
    for (const { length } of [ofPayments, started]) {
      expect(length).toBeGreaterThanOrEqual(LIMIT);
      expect(length).toBeLessThanOrEqual(LIMIT * (seconds + 1));
    }
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(ofPayments.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([]);
  });
});
