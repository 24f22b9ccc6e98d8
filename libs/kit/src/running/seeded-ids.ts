import { createHash, randomBytes } from 'node:crypto';
import { kitVariables } from './variables.js';

let seed: string | undefined;
const counts = new Map<string, number>();
const made = new Set<string>();

/** Returns the seed of the trace ids of this process: `TRACED_SEED`, or one that is drawn at random. */
export function seedOfRun(): string {
  seed ??= kitVariables().seed ?? randomBytes(4).toString('hex');
  return seed;
}

/** The ids of a request that a test sends. */
export interface RequestIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The id of the span that stands for the test, 16 hex digits. */
  readonly spanId: string;
}

/** Makes ids from the seed of this run, a name, and how often ids were made for that name before. */
export function makeRequestIds(name: string): RequestIds {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  const digits = createHash('sha256')
    .update(JSON.stringify([seedOfRun(), name, count]))
    .digest('hex');
  const ids = { traceId: digits.slice(0, 32), spanId: digits.slice(32, 48) };
  made.add(ids.traceId);
  return ids;
}

/** Whether {@link makeRequestIds} has made the id of this trace. */
export function isSeeded(traceId: string): boolean {
  return made.has(traceId);
}
