import type { OtlpProtocol } from '#sdk/environment/environment.js';
import type { UnsentRequest } from '#sdk/export/export-queue.js';

/** The data that the exporting thread gets. */
export interface ExportWork {
  readonly requests: readonly UnsentRequest[];
  readonly protocol: OtlpProtocol;
  /**
   * The progress of the thread, in memory shared by both threads, at the indexes {@link ENDED} and
   * {@link SENT}.
   */
  readonly progress: Int32Array;
}

/** The index of a number that becomes 1 once the thread will send nothing more. */
export const ENDED = 0;

/** The index of the number of spans that the collector has taken. */
export const SENT = 1;
