import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  NoopSpanProcessor,
  type Sampler,
  type Span,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { CALLER } from './perform.js';
import type { Run } from './run.js';
import { type Scenario, isTraced, looksForSpan } from './scenario.js';

interface SpanCount {
  readonly started: number;
  readonly unended: number;
}

export const NO_SPANS: SpanCount = { started: 0, unended: 0 };

/** Counts the spans of members. */
class SpanCounter extends NoopSpanProcessor {
  #started = 0;
  readonly #unended = new Set<unknown>();

  override onStart(span: Span): void {
    if (span.instrumentationScope.name === CALLER) return;
    this.#started += 1;
    this.#unended.add(span);
  }

  override onEnd(span: unknown): void {
    this.#unended.delete(span);
  }

  /** Returns the number of spans since the last call. */
  take(): SpanCount {
    const count = { started: this.#started, unended: this.#unended.size };
    this.#started = 0;
    this.#unended.clear();
    return count;
  }
}

/** Registers the SDK with a sampler for the whole process, once a spec file. */
export function countSpans(sampler: Sampler): SpanCounter {
  const counter = new SpanCounter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors: [counter] }));
  return counter;
}

/** Returns the number of spans that the traced run must have, from what happened in the untraced one. */
export function expectedSpans(scenario: Scenario, { begun, ended }: Run): SpanCount {
  if (!isTraced(scenario)) return NO_SPANS;
  const { span } = scenario.outcome;
  if (span === 'of the call') return { started: 1, unended: 0 };
  const atCall = span === 'from the call on' || looksForSpan(scenario) ? 1 : 0;
  const started = Math.max(begun, atCall);
  return { started, unended: started - ended };
}
