import type { DropReason, ExportStatus } from '#span/ports.js';
import { OnceAMinute } from '#span/once-a-minute.js';

const MEBIBYTE = 1024 * 1024;
const REASONS: readonly DropReason[] = ['queue_full', 'rejected', 'shutdown'];

type Dropped = ExportStatus['dropped'];

/**
 * Reports failing exports and lost spans on standard error, whatever `OTEL_LOG_LEVEL` says: each in at
 * most one line a minute. One line reports that a reported failure is over, and a last one the losses
 * in all.
 */
export class ExportLog {
  readonly #limit = new OnceAMinute(2);
  #reported: Dropped = { queue_full: 0, rejected: 0, shutdown: 0 };
  #failingSince: number | undefined;
  #lastFailure: string | undefined;
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** Reports a failed export, or spans that were lost before a successful one. */
  reportProblem(status: ExportStatus, failure: string | undefined): void {
    const lost = formatDropped(since(this.#reported, status.dropped));
    if (!failure && !lost) return;
    if (this.#limit.admit(failure ? 'failing' : 'losing') === undefined) return;
    this.#reported = { ...status.dropped };
    this.#lastFailure = failure;
    if (failure) this.#failingSince ??= performance.now();
    const what = failure ? `Spans could not be exported: ${failure}` : 'Spans were lost';
    const dropped = lost ? `dropped since the last line: ${lost}` : 'none dropped';
    this.#line(`${what}. ${formatQueued(status)}; ${dropped}.`);
  }

  /** Reports the first export that succeeds after a reported failure. */
  reportRecovery({ queued }: ExportStatus): void {
    if (this.#failingSince === undefined) return;
    const seconds = Math.round((performance.now() - this.#failingSince) / 1_000);
    this.#failingSince = undefined;
    this.#line(`Spans are exported again, after ${seconds} s; ${queued} spans wait.`);
  }

  /** Reports all losses of a process that ends, and their reason if it was not reported before. */
  reportLoss({ made, dropped }: ExportStatus, failure: string | undefined): void {
    const lost = formatDropped(dropped);
    if (!lost) return;
    const isNews = failure !== undefined && failure !== this.#lastFailure;
    const what = isNews ? `Spans could not be exported: ${failure}. ` : '';
    const total = REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
    this.#line(`${what}Lost in all: ${total} of ${made} spans (${lost}).`);
  }

  #line(text: string): void {
    this.#write(`[@traced/nest] ${text}`);
  }
}

/** Formats the fill of the queue by both of its bounds, as spans are dropped at either. */
function formatQueued({ queued, capacity, queuedBytes, capacityBytes }: ExportStatus): string {
  const [bytes, most] = [queuedBytes, capacityBytes].map((count) => Math.round(count / MEBIBYTE));
  return `${queued} of at most ${capacity} spans wait, in ${bytes} of at most ${most} MiB`;
}

function since(before: Dropped, now: Dropped): Dropped {
  return {
    queue_full: now.queue_full - before.queue_full,
    rejected: now.rejected - before.rejected,
    shutdown: now.shutdown - before.shutdown,
  };
}

/** Formats the numbers of dropped spans, such as `12 queue_full, 3 rejected`; empty if there are none. */
function formatDropped(dropped: Dropped): string {
  return REASONS.filter((reason) => dropped[reason] > 0)
    .map((reason) => `${dropped[reason]} ${reason}`)
    .join(', ');
}
