import { Worker } from 'node:worker_threads';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TracingEnvironment } from '../environment.js';
import { createOwnRequire } from '../load.js';
import { toCloneable } from './cloneable-span.js';
import { ENDED, type ExportWork, SENT } from './export-work.js';

const TIMEOUT_MILLIS = 2_000;

/**
 * Exports from a thread of its own while this one stands still, for when no callback will run any more.
 * Nothing of the application is loaded there.
 *
 * @param variables those that exporters are made by
 * @returns tells how many of the spans the collector took within 2 seconds; never throws
 */
export function synchronousExport(
  { protocol, batch }: Pick<TracingEnvironment, 'protocol' | 'batch'>,
  variables: NodeJS.ProcessEnv,
): (spans: readonly ReadableSpan[]) => number {
  return (spans) => {
    const progress = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const work = { protocol, batchSize: batch.maxExportBatchSize, progress };
    try {
      start({ ...work, spans: toCloneable(spans) }, variables);
      Atomics.wait(progress, ENDED, 0, TIMEOUT_MILLIS);
    } catch {
      // Such as the permission model, which forbids threads: what is not sent is counted by the caller.
    }
    return Atomics.load(progress, SENT);
  };
}

function start(work: ExportWork, variables: NodeJS.ProcessEnv): void {
  const thread = new Worker(createOwnRequire().resolve('./shutdown/export-thread.js'), {
    workerData: work,
    // Else the preloads of the application would be run there, this library's among them.
    execArgv: [],
    env: { ...variables, NODE_OPTIONS: '' },
    stdout: true,
    stderr: true,
  });
  thread.unref();
}
