import { Worker } from 'node:worker_threads';
import type { TracingEnvironment } from '#sdk/environment/environment.js';
import type { UnsentRequest } from '#sdk/export/export-queue.js';
import { findLibraryFile } from '#sdk/process/library-require.js';
import { ENDED, type ExportWork, SENT } from './export-work.js';

const TIMEOUT_MILLIS = 2_000;

const NO_THREAD =
  '[@traced/nest] This process exits at once and loses its last spans, as the bundle does not contain the file of the thread that would export them: leave @traced/nest out of the bundle, or await the shutdown() of startTracing() before the process exits.';

/**
 * Creates a function that exports spans when no callback will run any more: another thread exports them while
 * the calling thread blocks for at most 2 seconds. Nothing of the application is loaded in that thread.
 *
 * @param variables the environment variables that configure the exporter
 * @returns a function that returns how many of the spans the collector has taken, and never throws
 */
export function createSynchronousExport(
  { protocol }: Pick<TracingEnvironment, 'protocol'>,
  variables: NodeJS.ProcessEnv,
): (requests: readonly UnsentRequest[]) => number {
  return (requests) => {
    const file = findLibraryFile('../shutdown/export-thread.js');
    if (!file) {
      console.error(NO_THREAD);
      return 0;
    }
    const progress = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    try {
      startThread(file, { requests, protocol, progress }, variables);
      Atomics.wait(progress, ENDED, 0, TIMEOUT_MILLIS);
    } catch {
      // The permission model, for one, forbids threads. The caller counts the spans that are not sent.
    }
    return Atomics.load(progress, SENT);
  };
}

function startThread(file: string, work: ExportWork, variables: NodeJS.ProcessEnv): void {
  const thread = new Worker(file, {
    workerData: work,
    // Otherwise the thread would run the modules that the application preloads, and this library is one.
    execArgv: [],
    env: { ...variables, NODE_OPTIONS: '' },
    stdout: true,
    stderr: true,
  });
  thread.unref();
}
