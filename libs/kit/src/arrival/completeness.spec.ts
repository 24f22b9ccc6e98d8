import { describe, expect, it } from '@jest/globals';
import { makeSpans } from '../trace/trace.fixture.js';
import type { Span } from '../trace/span.js';
import { Trace } from '../trace/trace.js';
import { type Completeness, judgeCompleteness } from './completeness.js';
import { Ledger } from './ledger.js';
import type { Arrivals } from './trace-source.js';

const LIMITS = { settleMillis: 50, quietMillis: 250 };

const [root, child] = makeSpans({
  service: 'orders',
  name: 'POST /orders',
  at: [0, 2],
  children: [{ service: 'users', name: 'GET /users/:id', at: [0, 1], flags: 0x101 }],
}) as [Span, Span];
const trace = new Trace([root, child]);

function judge(arrivals: Partial<Arrivals>, now: number): Completeness {
  const whole = { trace: undefined, lastArrivalMillis: undefined, ...arrivals };
  return judgeCompleteness(whole, LIMITS, now, 'http://127.0.0.1:4317');
}

/** A ledger at the time that `at` names last, in which both spans have started. */
class AnnouncedTrace {
  at = 0;
  readonly #ledger = new Ledger({ maxTraces: 2, now: () => this.at, onAnnouncement: () => {} });
  readonly #stream = {};

  start(...started: readonly Span[]): this {
    for (const { traceId, spanId, name } of started) {
      this.#ledger.started({ traceId, spanId, name, service: 'orders' }, this.#stream);
    }
    return this;
  }

  end(...ended: readonly Span[]): this {
    for (const { traceId, spanId } of ended) {
      this.#ledger.ended({ traceId, spanId, service: 'orders' }, this.#stream);
    }
    return this;
  }

  die(): this {
    this.#ledger.closed(this.#stream);
    return this;
  }

  get inFlight() {
    return this.#ledger.inFlight(trace.traceId);
  }
}

function announce(): AnnouncedTrace {
  return new AnnouncedTrace();
}

describe('judgeCompleteness without announcements', () => {
  it('waits until no span has arrived for quietMillis', () => {
    expect(judge({ trace, lastArrivalMillis: 100 }, 349)).toMatchObject({
      reason: 'No quiet time of 250 ms was seen.',
      completeAtMillis: 350,
    });
    expect(judge({ trace, lastArrivalMillis: 100 }, 350).rule).toBe('no span arrived for 250 ms');
  });

  it('waits for a parent that has not arrived, however long it is quiet', () => {
    const orphan = new Trace([child]);
    expect(judge({ trace: orphan, lastArrivalMillis: 0 }, 10_000)).toMatchObject({
      reason: expect.stringMatching(/^Parent 0{15}1 of users · GET \/users\/:id never arrived/),
    });
  });

  it('says what the source has lost', () => {
    const losses = ['The receiver has evicted the trace.'];
    expect(judge({ losses }, 10_000)).toMatchObject({ reason: losses[0] });
    expect(judge({ trace, losses, lastArrivalMillis: 0 }, 10_000)).toMatchObject({
      reason: losses[0],
    });
  });
});

describe('judgeCompleteness with announcements', () => {
  it('waits for each started span, and names it', () => {
    const { inFlight } = announce().start(root, child).end(child);
    const arrived = new Trace([child]);
    expect(judge({ inFlight, trace: arrived, lastArrivalMillis: 0 }, 10_000)).toMatchObject({
      reason: 'orders · POST /orders started and did not end.',
    });
  });

  it('says that the process of a span is gone', () => {
    const { inFlight } = announce().start(root).die();
    expect(judge({ inFlight }, 10_000)).toMatchObject({
      reason: expect.stringContaining('its process has closed the connection'),
    });
  });

  it('waits until each span that has ended has arrived', () => {
    const { inFlight } = announce().start(root, child).end(child, root);
    expect(judge({ inFlight, trace: new Trace([root]) }, 10_000)).toMatchObject({
      reason: 'orders · GET /users/:id ended, but did not arrive.',
    });
  });

  it('is complete when nothing has started for settleMillis since', () => {
    const announced = announce().start(root, child);
    announced.at = 70;
    const { inFlight } = announced.end(child, root);
    expect(judge({ inFlight, trace, lastArrivalMillis: 119 }, 119)).toMatchObject({
      completeAtMillis: 120,
    });
    expect(judge({ inFlight, trace, lastArrivalMillis: 119 }, 120).rule).toBe(
      'all announced spans have ended, and none started for 50 ms',
    );
  });

  it('takes a span that has arrived for one that has ended, from when it arrived', () => {
    const announced = announce().start(root, child);
    announced.at = 40;
    const { inFlight } = announced.end(child).die();
    const missing = { inFlight, trace: new Trace([child]), lastArrivalMillis: 60 };
    expect(judge(missing, 10_000)).toMatchObject({
      reason: expect.stringMatching(
        /^orders · POST \/orders started and did not end, and its process/,
      ),
    });
    expect(judge({ inFlight, trace, lastArrivalMillis: 60 }, 109)).toMatchObject({
      completeAtMillis: 110,
    });
    expect(judge({ inFlight, trace, lastArrivalMillis: 60 }, 110).rule).toBe(
      'all announced spans have ended, and none started for 50 ms',
    );
  });

  it('waits for quietMillis when a span of the trace was not announced', () => {
    const { inFlight } = announce().start(root).end(root);
    expect(judge({ inFlight, trace, lastArrivalMillis: 0 }, 249).rule).toBeUndefined();
    expect(judge({ inFlight, trace, lastArrivalMillis: 0 }, 250).rule).toBe(
      'no span arrived for 250 ms',
    );
  });
});
