import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { type RunningTest, latestTest } from '../running/running-test.js';
import { kitVariables } from '../running/variables.js';

const MAX_TITLE_LENGTH = 80;

/** The names of reports, by which they are told from other files in the same folder. */
export const REPORT_NAME = /-[0-9a-f]{8}(?:-\d+)?\.otlp\.json$/;

const traces = new WeakMap<RunningTest, string[]>();

/**
 * Returns the path of the report about a trace, without the ending `.otlp.json` or `.txt`: it is named after the running
 * test, and by the trace id outside of a test. Returns `undefined` if the environment switches reports off.
 */
export function reportPath(traceId: string): string | undefined {
  const { reports } = kitVariables();
  if (reports === undefined) return undefined;
  const test = latestTest();
  return join(reports, test ? nameOf(test, traceId) : `trace-${hash(traceId)}`);
}

function nameOf(test: RunningTest, traceId: string): string {
  const number = numberIn(test, traceId);
  const name = `${titleOf(test)}-${hash(`${test.file}\n${test.name}`)}`;
  return number === 1 ? name : `${name}-${number}`;
}

/** Returns the place of the trace among those that were reported for the test, from 1. */
function numberIn(test: RunningTest, traceId: string): number {
  const ofTest = traces.get(test) ?? [];
  traces.set(test, ofTest);
  if (!ofTest.includes(traceId)) ofTest.push(traceId);
  return ofTest.indexOf(traceId) + 1;
}

/** Returns what is readable of the file and the name of a test, in characters that every file system takes. */
function titleOf({ file, name }: RunningTest): string {
  const title = `${basename(file).replace(/\.[cm]?[jt]sx?$/, '')} ${name}`;
  const safe = title.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+/, '');
  return safe.slice(0, MAX_TITLE_LENGTH).replace(/[-.]+$/, '');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
