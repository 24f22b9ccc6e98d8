import { PendingTrace } from '../arrival/pending-trace.js';
import type { Span } from '../trace/span.js';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { decoded } from './decoded.fixture.js';
import { createSource } from './source.js';
import { Store } from './store.js';

export const ENDPOINT = 'http://127.0.0.1:4317';

/** A trace that arrives span by span, without a server. */
export class ArrivingTrace {
  readonly store = new Store({ maxTraces: 10, maxBytes: 1_000_000 });
  readonly trace = new PendingTrace(TRACE_ID, createSource(this.store, ENDPOINT));

  constructor(...spans: readonly Span[]) {
    this.add(...spans);
  }

  add(...spans: readonly Span[]): void {
    this.store.addSpans(decoded(spans));
  }
}
