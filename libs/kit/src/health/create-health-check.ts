import type { CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import { contractLog } from '../contracts/report-contracts.js';
import { formatSpans } from '../pattern/span-count.js';
import type { Trace } from '../trace/trace.js';
import { type Finding, type HealthOptions, checkHealth } from './check-health.js';
import { drawFindings } from './draw-findings.js';
import { UnhealthyTraceError } from './errors.js';

/** A place that has seen traces, such as an `OtlpReceiver`. */
export interface SeenTraces {
  traces(): readonly Trace[];
  trace(traceId: string): PendingTrace;
}

/** Which rules the traces have to follow, and how long a check waits for them to be complete. */
export interface HealthCheckOptions extends HealthOptions, CompleteOptions {
  /** How long a check waits for the traces to become complete, in milliseconds. Default 3 000. */
  readonly timeoutMillis?: number;
  /** Says of which traces it does not matter whether they are healthy. Default none. */
  readonly ignore?: (trace: Trace) => boolean;
}

/**
 * Makes a function for `afterEach`, which rejects unless every trace is healthy that has arrived since it was called last. It
 * waits until each of these is complete. A trace that grows after it has been checked is checked again.
 * @returns A function that rejects with an {@link UnhealthyTraceError}.
 *
 * @example
 * afterEach(createHealthCheck(receiver, { except: ['no-clock-skew'] }));
 */
export function createHealthCheck(
  seen: SeenTraces,
  options: HealthCheckOptions = {},
): () => Promise<void> {
  const { ignore = () => false } = options;
  const checked = new Map<string, number>();
  return async () => {
    const grown = seen
      .traces()
      .filter(({ traceId, spans }) => checked.get(traceId) !== spans.length);
    const reports = await Promise.all(grown.map((trace) => examine(seen, trace, options)));
    for (const { trace } of reports) {
      checked.set(trace.traceId, trace.spans.length);
      contractLog.add(trace);
    }
    const unhealthy = reports.filter(
      ({ trace, findings, reason }) =>
        !ignore(trace) && (findings.length > 0 || reason !== undefined),
    );
    if (unhealthy.length === 0) return;
    throw new UnhealthyTraceError(
      unhealthy.map(({ trace }) => trace.traceId),
      unhealthy.flatMap(({ findings }) => findings),
      unhealthy.map(describe).join('\n\n'),
    );
  };
}

interface Report {
  readonly trace: Trace;
  readonly findings: readonly Finding[];
  /** Why the trace is not complete, `undefined` when it is, or when its findings say so. */
  readonly reason: string | undefined;
}

async function examine(
  seen: SeenTraces,
  known: Trace,
  options: HealthCheckOptions,
): Promise<Report> {
  let trace = known;
  let reason: string | undefined;
  await seen.trace(known.traceId).watch({ timeoutMillis: 3_000, ...options }, (completeness) => {
    trace = completeness.trace ?? trace;
    reason = completeness.rule === undefined ? completeness.reason : undefined;
    return completeness.rule;
  });
  // A rule tells of parents that did not arrive, unless it is switched off.
  if (trace.orphans.length > 0) reason = undefined;
  return { trace, findings: checkHealth(trace, options), reason };
}

function describe({ trace, findings, reason }: Report): string {
  const { traceId, spans } = trace;
  const heading = `  trace ${traceId} · ${formatSpans(spans.length)}`;
  return [
    heading,
    ...(findings.length > 0 ? [drawFindings(findings)] : []),
    ...(reason === undefined ? [] : [`  The trace is not complete. ${reason}`]),
  ].join('\n\n');
}
