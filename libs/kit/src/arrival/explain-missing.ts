import { enumerate } from '../trace/enumerate.js';
import { label } from '../trace/printable.js';
import type { Trace } from '../trace/trace.js';
import type { AnnouncedSpan, InFlight } from './ledger.js';
import type { Arrivals } from './trace-source.js';

/**
 * Explains what a trace still lacks to be whole, as a sentence such as "Parent 45676a… of users · GET /users/:id never
 * arrived; is its service exporting?". Returns `undefined` when all that is known of has arrived.
 */
export function explainMissing(
  { trace, inFlight, losses = [] }: Arrivals,
  destination: string,
): string | undefined {
  const [loss] = losses;
  if (inFlight && inFlight.running.length > 0) return explainRunning(inFlight);
  const unexported = inFlight ? endedOutside(inFlight, trace) : [];
  if (unexported.length > 0) return explainUnexported(unexported, loss);
  if (!trace) return loss ?? `No span of it arrived; is anything exporting to ${destination}?`;
  if (loss !== undefined) return loss;
  return trace.orphans.length > 0 ? explainOrphans(trace) : undefined;
}

function explainRunning({ running, abandoned }: InFlight): string {
  const [lost] = abandoned;
  if (lost) {
    return `${label(lost)} started and did not end, and its process has closed the connection to the ledger.`;
  }
  return `${enumerate(running.map(label))} started and did not end.`;
}

function endedOutside({ ended }: InFlight, trace: Trace | undefined): AnnouncedSpan[] {
  const arrived = new Set(trace?.spans.map(({ spanId }) => spanId));
  return ended.filter(({ spanId }) => !arrived.has(spanId));
}

function explainUnexported(spans: readonly AnnouncedSpan[], loss: string | undefined): string {
  const lost = loss === undefined ? '' : ` ${loss}`;
  return `${enumerate(spans.map(label))} ended, but did not arrive.${lost}`;
}

function explainOrphans({ orphans }: Trace): string {
  const missing = orphans.map((orphan) => `parent ${orphan.parentSpanId} of ${label(orphan)}`);
  const sentence = `${enumerate(missing)} never arrived; is its service exporting?`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
