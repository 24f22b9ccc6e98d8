import type { TraceSource } from '../arrival/trace-source.js';
import type { Trace } from '../trace/trace.js';
import type { Store } from './store.js';

/** Makes a store a source of traces; `destination` names what services export to. */
export function createSource(store: Store, destination: string): TraceSource {
  return {
    destination,
    now: () => performance.now(),
    observe: (traceId) => ({
      trace: store.get(traceId),
      lastArrivalMillis: store.lastArrivalMillis(traceId),
      inFlight: store.ledger.inFlight(traceId),
      losses: lossesOf(store, traceId, destination),
    }),
    waitForArrival: (traceId, withinMillis) => store.waitForTrace(traceId, withinMillis),
    neighbours: (trace) => store.traces().filter((other) => overlaps(other, trace)),
  };
}

/** Returns what is lost of a trace; of one that never came, what came instead. */
function lossesOf(store: Store, traceId: string, destination: string): string[] {
  const losses = store.losses(traceId);
  const oddities = store.oddities.describe();
  if (losses.length > 0 || store.get(traceId) || oddities === undefined) return losses;
  return [`No span of it arrived at ${destination}. ${oddities}`];
}

function overlaps(other: Trace, trace: Trace): boolean {
  return (
    other.traceId !== trace.traceId &&
    other.startTimeUnixNano <= trace.endTimeUnixNano &&
    other.endTimeUnixNano >= trace.startTimeUnixNano
  );
}
