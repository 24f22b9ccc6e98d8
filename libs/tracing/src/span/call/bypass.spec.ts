import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  TraceFlags,
  context,
  defaultTextMapSetter,
  propagation,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
} from '@opentelemetry/sdk-trace';
import { type Observable, lastValueFrom, of } from 'rxjs';
import { CountingContextManager } from '../../../test/counting-context-manager.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { SpanAttribute } from '#decorators/span-attribute.js';
import { Traced } from '#decorators/traced.js';
import { ports } from '#span/ports.js';
import { suppressTracing } from '#span/context/suppression.js';

/** Decides by the name of the span, and collects in `asked` the names that it gets. */
class SamplerByName implements Sampler {
  readonly asked: string[] = [];

  shouldSample(_context: Context, _traceId: string, name: string): { decision: SamplingDecision } {
    this.asked.push(name);
    if (name.includes('dropped')) return { decision: SamplingDecision.NOT_RECORD };
    if (name.includes('recorded only')) return { decision: SamplingDecision.RECORD };
    return { decision: SamplingDecision.RECORD_AND_SAMPLED };
  }
}

const byName = new SamplerByName();
const parentBased = new ParentBasedSampler({
  root: byName,
  remoteParentNotSampled: byName,
  remoteParentSampled: byName,
});
let sampler: Sampler = parentBased;
const recorder = new SpanRecorder({ shouldSample: (...call) => sampler.shouldSample(...call) });
const contextManager = new CountingContextManager();

beforeEach(() => {
  recorder.reset();
  byName.asked.length = 0;
  sampler = parentBased;
  ports.parentBasedSampler = true;
});

const callbacks: string[] = [];
const noting = (name: string) => () => {
  callbacks.push(name);
  return undefined;
};

class Shop {
  @Traced({ attributes: noting('attributes'), onResult: noting('onResult') })
  order(@SpanAttribute('order.id', noting('pick')) result: Promise<string>): Promise<string> {
    return result;
  }

  @Traced()
  count(): number {
    return 7;
  }

  @Traced()
  watch(): Observable<number> {
    return of(7);
  }

  @Traced()
  watchAll(): Observable<number> {
    return this.watch();
  }

  @Traced({ root: true })
  audit(): void {}

  @Traced({ root: 'linked' })
  report(): void {}

  @Traced('dropped')
  droppedRequest(): string | undefined {
    this.count();
    const carrier: { traceparent?: string } = {};
    propagation.inject(context.active(), carrier, defaultTextMapSetter);
    return carrier.traceparent;
  }
}

const shop = new Shop();

/** A context whose active span the SDK has started. */
function below(name: string): Context {
  return trace.setSpan(ROOT_CONTEXT, trace.getTracer('test').startSpan(name, {}, ROOT_CONTEXT));
}

function belowRemote(traceFlags: TraceFlags): Context {
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags };
  return trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, isRemote: true });
}

describe('a call that bypasses tracing', () => {
  it.each([
    ['below a local span that a parent-based sampler has dropped', below('dropped')],
    ['where tracing is suppressed', suppressTracing(ROOT_CONTEXT)],
    ['where tracing is suppressed below a sampled span', suppressTracing(below('sampled'))],
  ])('starts, switches, calls and wraps nothing %s', async (_where, active) => {
    recorder.reset();
    const result = Promise.resolve('ordered');
    const seen = await context.with(active, async () => {
      const switchesBefore = contextManager.switches;
      const returned = shop.order(result);
      return { returned: returned === result, switches: contextManager.switches - switchesBefore };
    });
    expect(seen).toEqual({ returned: true, switches: 0 });
    expect([recorder.started, byName.asked, callbacks]).toEqual([0, [], []]);
  });
});

describe('a call that must not bypass tracing', () => {
  /** Returns the names of the spans that one call in `active` ends. */
  function ended(active: Context, call: () => unknown): string[] {
    recorder.reset();
    context.with(active, call);
    return recorder.spans.map(({ name }) => name);
  }
  const count = (): number => shop.count();

  it.each([
    ['with no span around', () => ROOT_CONTEXT],
    ['below a sampled span', () => below('sampled')],
    ['below a remote parent whose flag is 00', () => belowRemote(TraceFlags.NONE)],
    ['below a remote parent whose flag is 01', () => belowRemote(TraceFlags.SAMPLED)],
    [
      'below a span without a trace',
      () => trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT),
    ],
  ])('is recorded %s', (_where, active) => {
    expect(ended(active(), count)).toEqual(['Shop.count']);
  });

  it('starts no span by looking whether it must', async () => {
    const all = shop.watchAll();
    expect(recorder.started).toBe(0);
    await lastValueFrom(all);
    expect(recorder.tree()).toBe('Shop.watchAll\n  Shop.watch');
  });

  it('is recorded below a sampled span that has ended', () => {
    const span = trace.getTracer('test').startSpan('sampled');
    span.end();
    expect(ended(trace.setSpan(ROOT_CONTEXT, span), count)).toEqual(['Shop.count']);
  });

  it('is recorded below an unsampled span by a sampler that ignores parents', () => {
    ports.parentBasedSampler = false;
    const active = below('dropped');
    sampler = new AlwaysOnSampler();
    expect(ended(active, count)).toEqual(['Shop.count']);
  });

  it('asks the sampler below a span that is recorded but not sampled', () => {
    const active = below('recorded only');
    sampler = byName;
    expect(ended(active, count)).toEqual(['Shop.count']);
  });

  it.each([
    ['true', () => shop.audit(), 'Shop.audit', 0],
    ['linked', () => shop.report(), 'Shop.report', 1],
  ])('is recorded below a dropped span if its root is %s', (_root, call, name, links) => {
    expect(ended(below('dropped'), call)).toEqual([name]);
    expect(recorder.span(name).parentSpanContext).toBeUndefined();
    expect(recorder.span(name).links).toHaveLength(links);
  });
});

describe('a call whose span is unsampled', () => {
  it.each([true, false])(
    'passes that on to the calls inside and to other services (parentBasedSampler: %p)',
    (isParentBased) => {
      ports.parentBasedSampler = isParentBased;
      const traceparent = shop.droppedRequest();
      expect(traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
      expect([recorder.started, byName.asked]).toEqual([0, ['dropped']]);
    },
  );
});
