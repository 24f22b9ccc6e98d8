import { readHosts } from '../read-hosts.js';
import { readChoice, readInteger } from '../variables.js';
import { readPerSecond } from './read-per-second.js';

/** Which dropped spans are exported after all. */
export interface KeepSettings {
  readonly slowMillis: number;
  /** The budget of failed spans, and another one of the same size of slow spans. */
  readonly maxPerSecond: number;
  /** The budget of spans that are exported because their callee's was. */
  readonly maxDownstreamPerSecond: number;
  /** Names, addresses and networks of callees that are believed; `undefined`: private networks. */
  readonly trusted: readonly string[] | undefined;
}

/** @returns `undefined` if none is */
export function readKeep(): KeepSettings | undefined {
  const settings = {
    slowMillis: readInteger('TRACING_KEEP_SLOW_MS', 1) ?? 1_000,
    maxPerSecond: readPerSecond('TRACING_KEEP_MAX_PER_SECOND') ?? 10,
    maxDownstreamPerSecond: readPerSecond('TRACING_KEEP_DOWNSTREAM_MAX_PER_SECOND') ?? 50,
    trusted: readHosts('TRACING_KEEP_TRUSTED'),
  };
  return readChoice('TRACING_KEEP', ['all', 'none']) === 'none' ? undefined : settings;
}
