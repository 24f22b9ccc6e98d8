import { globalErrorHandler } from '@opentelemetry/core';
import type { ExportQueue, UnsentRequest } from '#sdk/export/export-queue.js';
import type { Sdk } from '#sdk/presets/preset.js';
import { waitAtMost } from './wait-at-most.js';
import { countOwners } from './signal-owners.js';

const MAX_FLUSHES = 3;
const MAX_WAIT_FOR_SIGNAL_MILLIS = 5_000;

/**
 * The signals that end a process by default and are sent for that purpose: by supervisors, by terminals (also
 * `SIGHUP` and `SIGQUIT`) and by nodemon (`SIGUSR2`).
 */
const SIGNALS: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK']
    : ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** The parts of tracing that are stopped when the process ends or tracing is shut down. */
export interface Ending {
  readonly sdk: Sdk;
  /** The queue, which stays open after {@link sdk} has stopped; `undefined` if nothing is exported. */
  readonly queue: ExportQueue | undefined;
  /** Exports spans when no callback will run any more, and returns how many were sent. Never throws. */
  readonly exportSynchronously: (requests: readonly UnsentRequest[]) => number;
  /** Ends the announcement of spans at once. Never throws. */
  readonly endLedger: () => void;
  /** Called once everything has stopped. */
  readonly onStopped: () => void;
}

/** The two ways to end tracing. Each takes at most 5 seconds and never rejects. */
export interface Shutdown {
  /**
   * Exports all finished spans of an application that shuts down; more spans may follow.
   *
   * @param signal the signal that shuts the application down, if it will be raised again afterwards
   */
  flush(signal?: string): Promise<void>;
  /** Removes everything that makes spans at once, exports all finished spans, and stops the queue. */
  stop(): Promise<void>;
}

/**
 * Exports all finished spans when the process ends:
 *
 * - It exports them asynchronously when the process has nothing left to do, and on a signal that has no
 *   other listener. It then raises the signal again, so that the process ends by it. If a signal has
 *   another listener, that listener ends the process: Nest runs its hooks, `TracingModule` exports in
 *   one of them, and Nest raises the signal again.
 * - It exports them synchronously on `process.exit()` and on an uncaught error, and the spans that have
 *   ended since the last flush likewise: no callback runs any more, so that the process has to block
 *   meanwhile.
 */
export function shutDownWithProcess({
  sdk,
  queue,
  exportSynchronously,
  endLedger,
  onStopped,
}: Ending): Shutdown {
  let sdkStopped: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let isEnding = false;
  /**
   * The number of spans sent when a flush failed. While it is unchanged, another flush would fail as
   * well.
   */
  let sentAtFailure: number | undefined;

  process.on('beforeExit', onBeforeExit);
  process.on('exit', onExit);
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
   * Holds the process alive until the signal that is raised again arrives. A signal with a listener does not
   * hold the event loop open: a process with nothing left to do would end before it.
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

  /**
   * Flushes again for spans that end during a flush, but not without end, as under load there always
   * are some.
   */
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
    endLedger();
    ignoreProcess();
    onStopped();
  }

  /**
   * Handles `beforeExit`, which Node emits again whenever a listener has given the process something to
   * do.
   */
  function onBeforeExit(): void {
    if (!sdkStopped || (isWaiting() && !isInVain())) void flush();
  }

  function onExit(): void {
    exportUnsent();
    endLedger();
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

  /** Ends the process on the second signal, without a further export. */
  function endAtOnceBy(signal: NodeJS.Signals): void {
    settleUnsent(() => 0);
    raise(signal);
  }

  function raise(signal: NodeJS.Signals): void {
    endLedger();
    ignoreSignals();
    process.kill(process.pid, signal);
  }

  function exportUnsent(): void {
    settleUnsent(isInVain() ? () => 0 : exportSynchronously);
  }

  /** Empties the queue by `send`, and has the queue report the spans that it has lost since the start. */
  function settleUnsent(send: Ending['exportSynchronously']): void {
    const unsent = queue?.takeUnsent() ?? [];
    // A queue that was stopped has reported its losses already.
    if (!queue || (stopped && unsent.length === 0)) return;
    const count = unsent.reduce((sum, { spans }) => sum + spans, 0);
    const sent = count > 0 ? send(unsent) : 0;
    queue.markSent(sent);
    queue.markDropped(count - sent, 'shutdown');
  }

  function ignoreProcess(): void {
    ignoreSignals();
    process.off('beforeExit', onBeforeExit);
    process.off('exit', onExit);
  }

  function ignoreSignals(): void {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
