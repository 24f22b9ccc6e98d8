import { PendingTrace } from '../arrival/pending-trace.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { TraceStore } from './trace-store.js';

export const ENDPOINT = 'http://127.0.0.1:4317';

/** A trace that arrives span by span, without a server. */
export class ArrivingTrace {
  readonly store = new TraceStore({ maxTraces: 10, maxBytes: 1_000 });
  readonly trace = new PendingTrace(TRACE_ID, this.store.source(ENDPOINT));

  constructor(...spans: readonly Span[]) {
    this.add(...spans);
  }

  add(...spans: readonly Span[]): void {
    this.store.add(spans.map((span) => ({ span, bytes: 1 })));
  }
}
