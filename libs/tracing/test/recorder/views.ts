import { types } from 'node:util';
import type { Span, SpanContext } from '@opentelemetry/api';
import type { Journal } from './journal.js';

/** An error that a program throws on purpose. */
export class PlannedError extends Error {}

/** Copies what a caller sees of a value now, as a later change must not change the journal. */
function viewOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (types.isUint8Array(value)) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(viewOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, viewOf(item)]));
}

/** Returns what became of a call: what it returned or threw, and whether OpenTelemetry has warned of it. */
export function outcomeOf(
  journal: Journal,
  self: object,
  call: () => unknown,
): { readonly returned?: unknown; readonly threw?: string; readonly warned: boolean } {
  try {
    const returned = call();
    return {
      returned: returned === self ? 'this' : viewOf(returned),
      warned: journal.takeWarning(),
    };
  } catch (error) {
    return { threw: nameOfError(error), warned: journal.takeWarning() };
  }
}

function nameOfError(error: unknown): string {
  if (error instanceof PlannedError) return error.message;
  return types.isNativeError(error) ? error.name : String(error);
}

function viewOfSpanContext(spanContext: SpanContext, journal: Journal): object {
  const { traceId, spanId, traceFlags, traceState, isRemote } = spanContext;
  return {
    traceId: journal.nameOf(traceId),
    spanId: journal.nameOf(spanId),
    traceFlags,
    traceState: traceState?.serialize(),
    isRemote,
  };
}

/** Returns the ids of a span, and whether each call returns the same object, by which callers recognize a span. */
export function viewOfIds(
  span: Pick<Span, 'spanContext'>,
  journal: Journal,
): Record<string, unknown> {
  const spanContext = span.spanContext();
  return {
    context: viewOfSpanContext(spanContext, journal),
    isSameContext: journal.isSame(span, spanContext),
  };
}
