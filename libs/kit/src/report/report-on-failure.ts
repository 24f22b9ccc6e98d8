import { ifTestFails } from '../running/failure-actions.js';
import { isSeeded, seedOfRun } from '../running/seeded-ids.js';
import type { Trace } from '../trace/trace.js';
import { reportPath } from './report-path.js';
import { writeReport } from './write-report.js';

/**
 * Writes a trace if the running test fails; returns lines for a failure that name the files and, where the trace id came
 * from `captureTrace`, the seed that repeats it.
 * @param current returns the trace as far as it has arrived by then
 */
export function reportOnFailure(traceId: string, current: () => Trace | undefined): string[] {
  const path = reportPath(traceId);
  const seed = seedLines(traceId);
  if (path === undefined || !current()) return seed;
  ifTestFails(traceId, () => writeCurrent(path, current));
  return [`  Trace: ${filesOf(path)}`, ...seed];
}

/**
 * Writes a trace if the running test fails for whatever reason, and names the files on standard error, unless a failure
 * about the trace itself has named them.
 */
export function announceOnFailure(traceId: string, current: () => Trace | undefined): void {
  const path = reportPath(traceId);
  if (path === undefined) return;
  ifTestFails(traceId, () => {
    if (!writeCurrent(path, current)) return;
    process.stderr.write(
      ['A test failed.', `  Trace: ${filesOf(path)}`, ...seedLines(traceId), ''].join('\n'),
    );
  });
}

function writeCurrent(path: string, current: () => Trace | undefined): boolean {
  const trace = current();
  if (trace) writeReport(path, trace);
  return trace !== undefined;
}

function filesOf(path: string): string {
  return `${path}.{otlp.json,txt}`;
}

function seedLines(traceId: string): string[] {
  return isSeeded(traceId) ? [`  Repeat its trace id: TRACED_SEED=${seedOfRun()}`] : [];
}
