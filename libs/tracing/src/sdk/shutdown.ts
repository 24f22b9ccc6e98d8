import { globalErrorHandler } from '@opentelemetry/core';
import type { Sdk } from './preset.js';

const SHUTDOWN_TIMEOUT_MILLIS = 5_000;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Exports what is left when the process ends: when nothing is left to do, and on a signal that nobody
 * else listens to, which is then raised again so that the process ends by it as it would have. Where
 * somebody listens, ending is theirs; in a Nest application `TracingModule` takes part in it.
 *
 * @returns exports what is left and stops, once, within 5 seconds; never rejects
 */
export function shutdownOnExit(sdk: Sdk): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const shutdown = (): Promise<void> => (stopped ??= stop());

  async function stop(): Promise<void> {
    await withinTime(sdk.shutdown());
    // From here on a signal ends the process at once again, the one that Nest repeats as well.
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (process.listenerCount(signal) > 1) return;
    void shutdown().then(() => process.kill(process.pid, signal));
  }

  process.once('beforeExit', () => void shutdown());
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return shutdown;
}

/** Waits for `work` for 5 seconds at most; its failure is reported. */
export async function withinTime(work: Promise<void>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, SHUTDOWN_TIMEOUT_MILLIS);
  await Promise.race([work.catch(globalErrorHandler), timeout.promise]);
  clearTimeout(timer);
}
