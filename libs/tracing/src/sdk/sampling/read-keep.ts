import { invalidVariable, readChoice, readInteger, readText } from '../variables.js';
import { isHostName, isNetwork } from './trusted-hosts.js';

/** Each has a place in memory from the start; who wants more of them samples more. */
const MOST_PER_SECOND = 10_000;

/** Which dropped spans are exported after all. */
export interface KeepSettings {
  readonly slowMillis: number;
  readonly maxPerSecond: number;
  /** Names, addresses and networks of callees that are believed; `undefined`: private networks. */
  readonly trusted: readonly string[] | undefined;
}

/** @returns `undefined` if none is */
export function readKeep(): KeepSettings | undefined {
  const settings = {
    slowMillis: readInteger('TRACING_KEEP_SLOW_MS', 1) ?? 1_000,
    maxPerSecond: readMaxPerSecond(),
    trusted: readText('TRACING_KEEP_TRUSTED')?.split(',').map(readHost),
  };
  return readChoice('TRACING_KEEP', ['all', 'none']) === 'none' ? undefined : settings;
}

function readMaxPerSecond(): number {
  const name = 'TRACING_KEEP_MAX_PER_SECOND';
  const value = readInteger(name, 0) ?? 10;
  if (value <= MOST_PER_SECOND) return value;
  throw invalidVariable(name, `a whole number of at most ${MOST_PER_SECOND}`, String(value));
}

function readHost(entry: string): string {
  const host = entry.trim().toLowerCase();
  if (isNetwork(host) || isHostName(host)) return host;
  throw invalidVariable(
    'TRACING_KEEP_TRUSTED',
    'host names, IP addresses and networks such as 10.0.0.0/8, with commas between them',
    entry,
  );
}
