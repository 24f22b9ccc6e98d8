import { runInThisContext } from 'node:vm';

/** The real `process`, as Jest gives a spec a copy that no event reaches. */
const realProcess = runInThisContext('process') as NodeJS.Process;

/**
 * Listens to events of the process in place of Jest, for which a test fails by an unhandled rejection.
 *
 * @returns a function that restores the listeners of before
 */
export function takeProcessEvents(
  listeners: Readonly<Record<string, (reason: unknown) => void>>,
): () => void {
  const restore = Object.entries(listeners).map(([event, listener]) => {
    const others = realProcess.rawListeners(event) as (typeof listener)[];
    realProcess.removeAllListeners(event).on(event, listener);
    return () => {
      realProcess.off(event, listener);
      for (const other of others) realProcess.on(event, other);
    };
  });
  return () => restore.forEach((putBack) => putBack());
}
