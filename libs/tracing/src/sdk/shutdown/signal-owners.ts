/**
 * The object that all copies of one version of signal-exit share: it counts them, and each has one
 * listener.
 */
interface Emitter {
  readonly count?: unknown;
}

const EMITTER_OF_V3 = '__signal_exit_emitter__';
const EMITTER_OF_V4 = Symbol.for('signal-exit emitter');

/**
 * Counts the listeners of `signal` that may prevent the process from ending by it. The listeners of
 * signal-exit, which many packages depend on, are left out: like ours, they end the process only if
 * there is no other listener, so that each would leave it to the other and the process would never end.
 *
 * @see https://github.com/tapjs/signal-exit
 */
export function countOwners(signal: NodeJS.Signals): number {
  const ours = 1;
  return process.listenerCount(signal) - ours - countSignalExit(signal);
}

function countSignalExit(signal: NodeJS.Signals): number {
  // signal-exit does not listen to this signal.
  if (signal === 'SIGBREAK') return 0;
  return (
    countOf(Reflect.get(process, EMITTER_OF_V3)) + countOf(Reflect.get(globalThis, EMITTER_OF_V4))
  );
}

function countOf(emitter: unknown): number {
  const { count } = Object(emitter) as Emitter;
  return typeof count === 'number' ? count : 0;
}
