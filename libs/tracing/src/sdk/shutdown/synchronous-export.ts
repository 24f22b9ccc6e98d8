import { Worker } from 'node:worker_threads';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TracingEnvironment } from '#sdk/environment/environment.js';
import { findLibraryFile } from '#sdk/process/library-require.js';
import { toCloneable } from './cloneable-span.js';
import { ENDED, type ExportWork, SENT } from './export-work.js';

const TIMEOUT_MILLIS = 2_000;

const NO_THREAD =
  '[@traced/nest] A process that exits at once loses its last spans here, as the thread that exports them is a file which the bundle has left out: leave @traced/nest out of the bundle, or await the shutdown() of startTracing() before.';

/**
 * Exports from a thread of its own while this one stands still, for when no callback will run any more.
 * Nothing of the application is loaded there.
 *
 * @param variables those that exporters are made by
 * @returns tells how many of the spans the collector took within 2 seconds; never throws
 */
export function createSynchronousExport(
  { protocol, batch }: Pick<TracingEnvironment, 'protocol' | 'batch'>,
  variables: NodeJS.ProcessEnv,
): (spans: readonly ReadableSpan[]) => number {
  return (spans) => {
    const file = findLibraryFile('../shutdown/export-thread.js');
    if (!file) {
      console.error(NO_THREAD);
      return 0;
    }
    const progress = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const work = { protocol, batchSize: batch.maxExportBatchSize, progress };
    try {
      startThread(file, { ...work, spans: toCloneable(spans) }, variables);
      Atomics.wait(progress, ENDED, 0, TIMEOUT_MILLIS);
    } catch {
      // Such as the permission model, which forbids threads: what is not sent is counted by the caller.
    }
    return Atomics.load(progress, SENT);
  };
}

function startThread(file: string, work: ExportWork, variables: NodeJS.ProcessEnv): void {
  const thread = new Worker(file, {
    workerData: work,
    // Else the preloads of the application would be run there, this library's among them.
    execArgv: [],
    env: { ...variables, NODE_OPTIONS: '' },
    stdout: true,
    stderr: true,
  });
  thread.unref();
}
