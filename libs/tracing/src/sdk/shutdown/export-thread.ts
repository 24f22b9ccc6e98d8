import { workerData } from 'node:worker_threads';
import { attemptExport } from '#sdk/export/attempt.js';
import { MAX_BATCH_BYTES, SpanRing, bytesOf } from '#sdk/export/span-ring.js';
import { createSpanExporter } from '#sdk/export/span-exporter.js';
import { fromCloneable } from './cloneable-span.js';
import { ENDED, type ExportWork, SENT } from './export-work.js';

async function exportAll({ spans, protocol, batchSize, progress }: ExportWork): Promise<void> {
  const exporter = createSpanExporter({ protocol });
  const left = new SpanRing(spans.length);
  for (const span of fromCloneable(spans)) left.push(span, bytesOf(span, Infinity));
  while (left.size > 0) {
    const batch = left.oldest(batchSize, MAX_BATCH_BYTES);
    left.removeOldest(batch.length);
    const { code, rejectedSpans = 0 } = await attemptExport(exporter, batch, 0);
    if (code === 0) Atomics.add(progress, SENT, batch.length - rejectedSpans);
  }
}

const work = workerData as ExportWork;
void exportAll(work).finally(() => {
  Atomics.store(work.progress, ENDED, 1);
  Atomics.notify(work.progress, ENDED);
});
