import type { Span, SpanContext } from '@opentelemetry/api';
import type { NewSpan } from './new-span.js';

/** Why a span that was not sampled is exported after all. */
export type KeptReason = 'error' | 'slow' | 'downstream';

/** Starts spans that no span of this process is the parent of, each the first of its trace here, by the sampler. */
export interface RootSpans {
  /** Starts it, or remembers it as one that the sampler dropped. */
  start(root: NewSpan): Span;
}

/** Where a response came from. */
export interface Peer {
  /** As the caller named it, without the port. */
  readonly host: string;
  /** Of the connection: of a proxy, if there is one between. */
  readonly address: string | undefined;
}

/** Exports spans after all that the sampler dropped. */
export interface Keeping {
  /** How long a span may take before it is slow. */
  readonly slowMillis: number;
  /** Whether a callee is believed that says that it keeps its part of a trace. */
  trusts(peer: Peer): boolean;
  /** Takes one from this second's budget of spans that are exported for `reason`; `false` if none is left. */
  admit(reason: KeptReason): boolean;
  /** Starts the span that was dropped, with its ids and its start time, as one that is exported. */
  start(root: NewSpan, spanContext: SpanContext, reason: KeptReason): Span;
}
