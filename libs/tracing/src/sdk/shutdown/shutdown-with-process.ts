import { globalErrorHandler } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ExportQueue } from '#sdk/export/export-queue.js';
import type { Sdk } from '#sdk/presets/preset.js';
import { waitAtMost } from './wait-at-most.js';
import { countOwners } from './signal-owners.js';

const MAX_FLUSHES = 3;
const MAX_WAIT_FOR_SIGNAL_MILLIS = 5_000;

/** What ends a process by default, and is sent to end it: by supervisors, by terminals (also `SIGHUP`, `SIGQUIT`), by nodemon (`SIGUSR2`). */
const SIGNALS: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK']
    : ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** What a process that ends has to get rid of. */
export interface Ending {
  readonly sdk: Sdk;
  /** Undefined where nothing is exported. Stays open when {@link sdk} has stopped. */
  readonly queue: ExportQueue | undefined;
  /** Returns how many spans were sent when no callback will run any more; never throws. */
  readonly exportSynchronously: (spans: readonly ReadableSpan[]) => number;
  /** Called when everything has stopped. */
  readonly onStopped: () => void;
}

export interface Shutdown {
  /**
   * Exports what has ended, as an application shuts down: spans may still follow.
   *
   * @param signal what it shuts down for, if it is to be raised again afterwards
   */
  flush(signal?: string): Promise<void>;
  /** Takes away at once what makes spans, exports what has ended, and stops, once. */
  stop(): Promise<void>;
}

/**
 * Exports what is left when the process ends:
 *
 * - when nothing is left to do, and on a signal that nobody else listens to, which is then raised again
 *   so that the process ends by it as it would have. Where somebody listens, ending is theirs: Nest runs
 *   its hooks, in which `TracingModule` takes part, and raises the signal again.
 * - by `process.exit()` or an error that nobody catches, and for what has ended since the last flush: no
 *   callback runs any more, so that the process has to stand still meanwhile.
 *
 * @returns each takes 5 seconds at most and never rejects
 */
export function shutDownWithProcess({
  sdk,
  queue,
  exportSynchronously,
  onStopped,
}: Ending): Shutdown {
  let sdkStopped: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let isEnding = false;
  /** How many spans had been sent when a flush failed. While it is still so, a further one is in vain. */
  let sentAtFailure: number | undefined;

  process.on('beforeExit', onBeforeExit);
  process.on('exit', exportUnsent);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return { flush, stop: () => (stopped ??= stop()) };

  async function flush(signal?: string): Promise<void> {
    sdkStopped ??= stopSdk();
    const isDone = await waitAtMost(Promise.all([sdkStopped, flushQueue()]));
    if (!isDone) queue?.cancel();
    sentAtFailure = isDone && !isFailing() ? undefined : queue?.status.sent;
    if (signal) awaitSignal();
  }

  /**
   * A signal that has a listener waits for the event loop, and is nothing that the loop waits for: where
   * nothing else is left to do, the process would end before the signal that is raised again arrives.
   */
  function awaitSignal(): void {
    setTimeout(() => {}, MAX_WAIT_FOR_SIGNAL_MILLIS);
  }

  async function stopSdk(): Promise<void> {
    try {
      await sdk.shutdown();
    } catch (error) {
      globalErrorHandler(error as Error);
    }
  }

  /** What ends while one flush runs is for the next; under load that never ends. */
  async function flushQueue(): Promise<void> {
    let flushes = 0;
    do {
      await queue?.forceFlush();
      flushes++;
    } while (isWaiting() && !isFailing() && flushes < MAX_FLUSHES);
  }

  function isWaiting(): boolean {
    return queue !== undefined && queue.status.queued > 0;
  }

  function isFailing(): boolean {
    return queue?.status.failingSince !== undefined;
  }

  function isInVain(): boolean {
    return sentAtFailure !== undefined && sentAtFailure === queue?.status.sent;
  }

  async function stop(): Promise<void> {
    sdkStopped ??= stopSdk();
    sdk.uninstall();
    await waitAtMost(Promise.all([sdkStopped, queue?.shutdown()]));
    ignoreProcess();
    onStopped();
  }

  /** Emitted again whenever a listener has had the process do something. */
  function onBeforeExit(): void {
    if (!sdkStopped || (isWaiting() && !isInVain())) void flush();
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (countOwners(signal) > 0) return;
    void (isEnding ? endAtOnceBy(signal) : endBy(signal));
  }

  async function endBy(signal: NodeJS.Signals): Promise<void> {
    isEnding = true;
    if (!isInVain()) await flush();
    exportUnsent();
    raise(signal);
  }

  /** By the second signal. */
  function endAtOnceBy(signal: NodeJS.Signals): void {
    settleUnsent(() => 0);
    raise(signal);
  }

  function raise(signal: NodeJS.Signals): void {
    ignoreSignals();
    process.kill(process.pid, signal);
  }

  function exportUnsent(): void {
    settleUnsent(isInVain() ? () => 0 : exportSynchronously);
  }

  /** Also has the queue say what it has lost before. */
  function settleUnsent(send: Ending['exportSynchronously']): void {
    const unsent = queue?.takeUnsent() ?? [];
    // A queue that was stopped has said it.
    if (!queue || (stopped && unsent.length === 0)) return;
    const sent = unsent.length > 0 ? send(unsent) : 0;
    queue.markSent(sent);
    queue.markDropped(unsent.length - sent, 'shutdown');
  }

  function ignoreProcess(): void {
    ignoreSignals();
    process.off('beforeExit', onBeforeExit);
    process.off('exit', exportUnsent);
  }

  function ignoreSignals(): void {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
