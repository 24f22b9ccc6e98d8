import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { renderWaterfall } from '../render/waterfall.js';
import type { Trace } from '../trace/trace.js';
import { REPORT_NAME } from './report-path.js';

const MAX_REPORTS = 100;
const ENDING = '.otlp.json';

/**
 * Writes a trace as `<path>.otlp.json`, which the Jaeger UI opens, and as the waterfall `<path>.txt`. When more than 100
 * reports lie in the folder, the oldest are removed. A folder that cannot be written to is reported on standard error.
 */
export function writeReport(path: string, trace: Trace): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}${ENDING}`, `${JSON.stringify(toOtlpJson(trace), undefined, 2)}\n`);
    writeFileSync(`${path}.txt`, `${renderWaterfall(trace)}\n`);
    removeOldest(dirname(path), basename(path));
  } catch (error) {
    process.stderr.write(`[@traced/kit] The trace could not be written: ${String(error)}\n`);
  }
}

function removeOldest(folder: string, newest: string): void {
  const reports = readdirSync(folder).filter((file) => REPORT_NAME.test(file));
  const excess = reports.length - MAX_REPORTS;
  if (excess <= 0) return;
  const names = reports.map((file) => file.slice(0, -ENDING.length));
  const others = names.filter((name) => name !== newest);
  const byAge = others.map((name) => join(folder, name)).toSorted((a, b) => ageOf(a) - ageOf(b));
  for (const path of byAge.slice(0, excess)) {
    rmSync(`${path}${ENDING}`, { force: true });
    rmSync(`${path}.txt`, { force: true });
  }
}

/** Returns when a report was written, in milliseconds; 0 when another process has removed it meanwhile. */
function ageOf(path: string): number {
  return statSync(`${path}${ENDING}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
