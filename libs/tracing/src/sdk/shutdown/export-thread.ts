import { workerData } from 'node:worker_threads';
import { attemptExport } from '#sdk/export/attempt.js';
import { createTransport } from '#sdk/export/create-transport.js';
import { ENDED, type ExportWork, SENT } from './export-work.js';

async function exportAll({ requests, protocol, progress }: ExportWork): Promise<void> {
  const transport = createTransport({ protocol });
  for (const { request, spans } of requests) {
    const { code, rejectedSpans = 0 } = await attemptExport(transport, request, 0);
    if (code === 0) Atomics.add(progress, SENT, spans - rejectedSpans);
  }
}

const work = workerData as ExportWork;
void exportAll(work).finally(() => {
  Atomics.store(work.progress, ENDED, 1);
  Atomics.notify(work.progress, ENDED);
});
