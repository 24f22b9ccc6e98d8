import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Thrown when the process is asked to end, after which everything that it has started is ended. */
export class InterruptedError extends Error {
  constructor(signal) {
    super(`The comparison was interrupted by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Returns a signal that aborts when the process is asked to end. Further requests to end change nothing. */
export function listenForInterruption() {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => controller.abort(new InterruptedError(signal)));
  }
  return controller.signal;
}
