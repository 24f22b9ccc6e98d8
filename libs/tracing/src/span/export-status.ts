/** Why a span was given up: the queue had no room, the collector did not want it, or the process ended. */
export type DropReason = 'queue_full' | 'rejected' | 'shutdown';

/** What became of the sampled spans of this process; at any time `made = sent + dropped + queued`. */
export interface ExportStatus {
  readonly made: number;
  /** Acknowledged by the collector. */
  readonly sent: number;
  /** Waiting, or on their way. */
  readonly queued: number;
  /** How many spans may wait. */
  readonly capacity: number;
  /** About what they take in memory, and may take. */
  readonly queuedBytes: number;
  readonly capacityBytes: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Why the last failed export failed; stays when exports work again. */
  readonly lastError: string | undefined;
  /** Milliseconds since the Unix epoch at which exports began to fail; `undefined` while they work. */
  readonly failingSince: number | undefined;
}
