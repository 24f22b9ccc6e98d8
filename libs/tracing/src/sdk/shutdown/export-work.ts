import type { OtlpProtocol } from '#sdk/environment/environment.js';
import type { CloneableSpan } from './cloneable-span.js';

/** What the thread that exports is given. */
export interface ExportWork {
  readonly spans: readonly CloneableSpan[];
  readonly protocol: OtlpProtocol;
  readonly batchSize: number;
  /** Told while it goes on, at the places {@link ENDED} and {@link SENT}. */
  readonly progress: Int32Array;
}

/** Becomes 1 once nothing more will be sent. */
export const ENDED = 0;

/** How many spans the collector has taken. */
export const SENT = 1;
