import { invalidVariable, readText } from '../variables.js';
import { readPerSecond } from './read-per-second.js';
import { isNetwork } from '../trusted-hosts.js';

const VARIABLE = 'TRACING_TRUSTED_CALLERS';

/** Whose sampling decisions are followed, where that is not everybody's. */
export interface TrustedCallersSettings {
  /** IP addresses, and networks such as `10.0.0.0/8`; empty where no caller is trusted. */
  readonly networks: readonly string[];
  /** How many traces all other callers together may start in a second by the flag "sampled". */
  readonly untrustedMaxPerSecond: number;
}

/** @returns `undefined` where every caller is trusted */
export function readTrustedCallers(): TrustedCallersSettings | undefined {
  const untrustedMaxPerSecond = readPerSecond('TRACING_UNTRUSTED_MAX_PER_SECOND') ?? 0;
  const text = readText(VARIABLE)?.toLowerCase() ?? 'all';
  if (text === 'all') return undefined;
  const networks = text === 'none' ? [] : text.split(',').map(readNetwork);
  return { networks, untrustedMaxPerSecond };
}

function readNetwork(entry: string): string {
  const network = entry.trim();
  if (isNetwork(network)) return network;
  throw invalidVariable(
    VARIABLE,
    'all, none, or IP addresses and networks such as 10.0.0.0/8, with commas between them',
    entry,
  );
}
