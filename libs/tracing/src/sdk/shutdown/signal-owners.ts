/** What all copies of one version of signal-exit share: each counts itself, and listens once to a signal. */
interface Emitter {
  readonly count?: unknown;
}

const EMITTER_OF_V3 = '__signal_exit_emitter__';
const EMITTER_OF_V4 = Symbol.for('signal-exit emitter');

/**
 * How many listeners `signal` has that may have the process do something else than end by it. signal-exit,
 * which many packages bring along, has the process end where nobody else listens, and so do we: each would
 * leave it to the other, and the process would not end.
 *
 * @see https://github.com/tapjs/signal-exit
 */
export function countOwners(signal: NodeJS.Signals): number {
  const ours = 1;
  return process.listenerCount(signal) - ours - countSignalExit(signal);
}

function countSignalExit(signal: NodeJS.Signals): number {
  // It does not listen to this one.
  if (signal === 'SIGBREAK') return 0;
  return (
    countOf(Reflect.get(process, EMITTER_OF_V3)) + countOf(Reflect.get(globalThis, EMITTER_OF_V4))
  );
}

function countOf(emitter: unknown): number {
  const { count } = Object(emitter) as Emitter;
  return typeof count === 'number' ? count : 0;
}
