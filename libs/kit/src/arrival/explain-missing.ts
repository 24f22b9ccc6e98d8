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
  // A span that has arrived has ended, also if its process did not come to announce that.
  const { running, abandoned, ended } = outside(trace, inFlight);
  if (running.length > 0) return explainRunning(running, abandoned);
  if (ended.length > 0) return explainUnexported(ended, loss);
  if (!trace) return loss ?? `No span of it arrived; is anything exporting to ${destination}?`;
  if (loss !== undefined) return loss;
  return trace.orphans.length > 0 ? explainOrphans(trace) : undefined;
}

type Announced = Pick<InFlight, 'running' | 'abandoned' | 'ended'>;

/** Returns the announced spans that have not arrived. */
function outside(
  trace: Trace | undefined,
  { running, abandoned, ended }: Announced = { running: [], abandoned: [], ended: [] },
): Announced {
  const arrived = new Set(trace?.spans.map(({ spanId }) => spanId));
  const missing = (spans: readonly AnnouncedSpan[]): AnnouncedSpan[] =>
    spans.filter(({ spanId }) => !arrived.has(spanId));
  return { running: missing(running), abandoned: missing(abandoned), ended: missing(ended) };
}

function explainRunning(
  running: readonly AnnouncedSpan[],
  [lost]: readonly AnnouncedSpan[],
): string {
  if (lost) {
    return `${label(lost)} started and did not end, and its process has closed the connection to the ledger.`;
  }
  return `${enumerate(running.map(label))} started and did not end.`;
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
