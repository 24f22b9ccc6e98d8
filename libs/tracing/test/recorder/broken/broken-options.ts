import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type Span,
  type SpanLimits,
  type SpanProcessor,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';
import { changed } from '../providers.js';

const { NOT_RECORD, RECORD, RECORD_AND_SAMPLED } = SamplingDecision;

type Options = TracerProviderOptions;
type Change = (options: Options) => Options;

/** Ways to misunderstand the options of a provider, each by what is wrong with what it then does. */
export const BROKEN_OPTIONS: Readonly<Record<string, Change>> = {
  'drops an attribute too late': limit((limits) => ({
    attributeCountLimit: plusOne(limits.attributeCountLimit),
  })),
  'cuts values one character too late': limit((limits) => ({
    attributeValueLengthLimit: plusOne(limits.attributeValueLengthLimit),
  })),
  'drops an event too late': limit(({ eventCountLimit }) => ({
    eventCountLimit: plusOne(eventCountLimit),
  })),
  'drops a link too late': limit(({ linkCountLimit }) => ({
    linkCountLimit: plusOne(linkCountLimit),
  })),
  'drops an attribute of an event too late': limit((limits) => ({
    attributePerEventCountLimit: plusOne(limits.attributePerEventCountLimit),
  })),
  'drops an attribute of a link too late': limit((limits) => ({
    attributePerLinkCountLimit: plusOne(limits.attributePerLinkCountLimit),
  })),
  'has no limit by default': ({ spanLimits, ...options }) => ({
    ...options,
    spanLimits: { attributeCountLimit: Infinity, ...spanLimits },
  }),
  'always follows the parent': sampler((root) => new ParentBasedSampler({ root })),
  'gives samplers no attributes': sampler((asked) =>
    sample((parent, traceId, name, kind, _, links) =>
      asked.shouldSample(parent, traceId, name, kind, {}, links),
    ),
  ),
  'gives samplers no links': sampler((asked) =>
    sample((parent, traceId, name, kind, attributes) =>
      asked.shouldSample(parent, traceId, name, kind, attributes, []),
    ),
  ),
  'gives samplers no kind': sampler((asked) =>
    sample((parent, traceId, name, _, attributes, links) =>
      asked.shouldSample(parent, traceId, name, SpanKind.INTERNAL, attributes, links),
    ),
  ),
  'gives samplers no context': sampler((asked) =>
    sample((_, ...others) => asked.shouldSample(ROOT_CONTEXT, ...others)),
  ),
  'ignores the attributes of samplers': sampler((asked) =>
    sample((...args) => ({ ...asked.shouldSample(...args), attributes: {} })),
  ),
  'ignores the trace state of samplers': sampler((asked) =>
    sample((...args) => {
      const { traceState: _, ...result } = asked.shouldSample(...args);
      return result;
    }),
  ),
  'samples if the sampler throws': sampler((asked) =>
    sample((...args) => {
      try {
        return asked.shouldSample(...args);
      } catch {
        return { decision: RECORD_AND_SAMPLED };
      }
    }),
  ),
  'records no span that is not sampled': sampler((asked) =>
    sample((...args) => {
      const result = asked.shouldSample(...args);
      return result.decision === RECORD ? { ...result, decision: NOT_RECORD } : result;
    }),
  ),
  'never calls onEnding': processors(({ onStart, onEnd }) => ({ onStart, onEnd })),
  'never calls onStart': processors((hooks) => ({ ...hooks, onStart() {} })),
  'gives onStart no context': processors(({ onStart, ...others }) => ({
    ...others,
    onStart: (span) => onStart(span, ROOT_CONTEXT),
  })),
  'calls onEnding after the end': processors(({ onStart, onEnding, onEnd }) => ({
    onStart,
    onEnd(span) {
      onEnding?.(span as Span);
      onEnd(span);
    },
  })),
  'gives each processor a copy in onEnd': processors(({ onEnd, ...others }) => ({
    ...others,
    onEnd: (span) => onEnd(copyOf(span)),
  })),
  'shows spans that have not ended in onEnd': processors(({ onEnd, ...others }) => ({
    ...others,
    onEnd: (span) => onEnd(changed(span, { ended: false })),
  })),
  'shows no duration': processors(({ onEnd, ...others }) => ({
    ...others,
    onEnd: (span) => onEnd(changed(span, { duration: [0, 0] })),
  })),
  'shows a new span context each time': processors(({ onStart, ...others }) => ({
    ...others,
    onStart: (span, parent) =>
      onStart(changed(span, { spanContext: () => ({ ...span.spanContext() }) }) as Span, parent),
  })),
  'shows no parent': processors(({ onStart, ...others }) => ({
    ...others,
    onStart: (span, parent) =>
      onStart(changed(span, { parentSpanContext: undefined }) as Span, parent),
  })),
  'keeps the errors of processors': processors(({ onEnd, ...others }) => ({
    ...others,
    onEnd(span) {
      try {
        onEnd(span);
      } catch {}
    },
  })),
  'flushes no processor': ({ spanProcessors = [], ...options }) => ({
    ...options,
    spanProcessors: spanProcessors.map((processor) => ({
      ...processor,
      forceFlush: () => Promise.resolve(),
    })),
  }),
  'calls processors in reverse': ({ spanProcessors = [], ...options }) => ({
    ...options,
    spanProcessors: spanProcessors.toReversed(),
  }),
};

function limit(change: (limits: SpanLimits) => SpanLimits): Change {
  return ({ spanLimits = {}, ...options }) => {
    const changes = Object.entries(change(spanLimits)).filter(([, value]) => value !== undefined);
    return { ...options, spanLimits: { ...spanLimits, ...Object.fromEntries(changes) } };
  };
}

function plusOne(limit: number | undefined): number {
  return limit === undefined ? 129 : limit + 1;
}

const BY_DEFAULT = new ParentBasedSampler({ root: new AlwaysOnSampler() });

function sampler(change: (sampler: Sampler) => Sampler): Change {
  return ({ sampler: given = BY_DEFAULT, ...options }) => ({ ...options, sampler: change(given) });
}

function sample(shouldSample: Sampler['shouldSample']): Sampler {
  return { shouldSample, toString: () => 'sampler' };
}

type Hooks = Pick<SpanProcessor, 'onStart' | 'onEnding' | 'onEnd'>;

function processors(change: (processor: Hooks) => Hooks): Change {
  return ({ spanProcessors = [], ...options }) => ({
    ...options,
    spanProcessors: spanProcessors.map(({ forceFlush, shutdown, ...hooks }) => ({
      ...change(hooks),
      forceFlush,
      shutdown,
    })),
  });
}

function copyOf(span: ReadableSpan): ReadableSpan {
  return changed(span, { attributes: { ...span.attributes }, events: [...span.events] });
}
