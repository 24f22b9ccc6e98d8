import { workerData } from 'node:worker_threads';
import { attemptExport } from '../export/attempt.js';
import { createSpanExporter } from '../span-exporter.js';
import { fromCloneable } from './cloneable-span.js';
import { ENDED, type ExportWork, SENT } from './export-work.js';

async function exportAll({ spans, protocol, batchSize, progress }: ExportWork): Promise<void> {
  const exporter = createSpanExporter({ protocol });
  const left = fromCloneable(spans);
  while (left.length > 0) {
    const batch = left.splice(0, batchSize);
    const { code, rejectedSpans = 0 } = await attemptExport(exporter, batch, 0);
    if (code === 0) Atomics.add(progress, SENT, batch.length - rejectedSpans);
  }
}

const work = workerData as ExportWork;
void exportAll(work).finally(() => {
  Atomics.store(work.progress, ENDED, 1);
  Atomics.notify(work.progress, ENDED);
});
