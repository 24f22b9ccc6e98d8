import { printable } from '../trace/printable.js';

const MAX_TRACES = 10_000;
const MAX_REASONS = 8;

interface Loss {
  evictedSpans: number;
  evictionReason: string;
  readonly refusals: Map<string, number>;
}

/** Remembers what the receiver has not of each trace, and why, for the last 10 000 traces that lost something. */
export class Losses {
  readonly #losses = new Map<string, Loss>();

  /** Enters that a trace was evicted with the spans that had arrived. */
  evicted(traceId: string, spans: number, reason: string): void {
    const loss = this.#lossOf(traceId);
    loss.evictedSpans += spans;
    loss.evictionReason = reason;
  }

  /** Enters that a span of a trace was refused; `reason` is a whole sentence. */
  refused(traceId: string, reason: string): void {
    count(this.#lossOf(traceId).refusals, reason);
  }

  /** Returns what is to be known about the trace, as whole sentences; none for a trace that is as it was sent. */
  describe(traceId: string): string[] {
    const loss = this.#losses.get(traceId);
    if (!loss) return [];
    const { evictedSpans, evictionReason, refusals } = loss;
    return [
      ...(evictedSpans > 0
        ? [
            `${spans(evictedSpans)} of it had arrived and ${were(evictedSpans)} evicted. ${evictionReason}`,
          ]
        : []),
      ...Array.from(
        refusals,
        ([reason, times]) => `${spans(times)} of it ${were(times)} refused. ${printable(reason)}`,
      ),
    ];
  }

  #lossOf(traceId: string): Loss {
    const loss = this.#losses.get(traceId) ?? emptyLoss();
    this.#losses.set(traceId, loss);
    const [oldest] = this.#losses.keys();
    if (this.#losses.size > MAX_TRACES && oldest !== undefined) this.#losses.delete(oldest);
    return loss;
  }
}

function emptyLoss(): Loss {
  return { evictedSpans: 0, evictionReason: '', refusals: new Map() };
}

/** Counts a text, or the one that stands for the rest when there are many. */
function count(texts: Map<string, number>, text: string): void {
  const counted =
    texts.has(text) || texts.size < MAX_REASONS ? text : 'The reasons are too many to name.';
  texts.set(counted, (texts.get(counted) ?? 0) + 1);
}

function spans(count: number): string {
  return count === 1 ? '1 span' : `${count} spans`;
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
