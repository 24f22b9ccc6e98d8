import { AsyncLocalStorage } from 'node:async_hooks';
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { DropReason, ExportStatus } from '#span/ports.js';
import { type ExportAnswer, attemptExport, withinMillis } from './attempt.js';
import { BackOff, type BackOffOptions } from './back-off.js';
import { ExportLog } from './export-log.js';
import { type Failure, readFailure } from './read-failure.js';
import { MAX_BATCH_BYTES, bytesOf } from './span-bytes.js';
import { SpanRing } from './span-ring.js';

export interface ExportQueueOptions {
  /** Makes an exporter that has not connected; called again for each retry. */
  readonly createExporter: () => SpanExporter;
  readonly maxQueueSize: number;
  /** What the spans in the queue may take in memory, about. Default: any number. */
  readonly maxQueueBytes?: number;
  /** How long the SDK lets the value of an attribute be, in characters. Default: of any length. */
  readonly attributeValueLengthLimit?: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMillis: number;
  /** Of one attempt; 0: no limit but the exporter's own. */
  readonly exportTimeoutMillis: number;
  /** Default: one second, doubled up to 30 seconds. */
  readonly backOff?: BackOffOptions;
  /** How long {@link ExportQueue.shutdown} goes on exporting. Default: 4 seconds. */
  readonly shutdownTimeoutMillis?: number;
  /** Takes the lines for the operator. Default: standard error. */
  readonly write?: (line: string) => void;
  /** Called before each batch. Default: nothing. */
  readonly onBatch?: () => void;
  /** Called when {@link ExportQueue.shutdown} is done. Default: nothing. */
  readonly onStopped?: () => void;
}

const DEFAULT_BACK_OFF: BackOffOptions = { initialMillis: 1_000, maxMillis: 30_000 };
/** Together below the five seconds after which nobody waits for a shutdown any more. */
const DEFAULT_SHUTDOWN_MILLIS = 4_000;
const CLOSE_MILLIS = 500;

/**
 * Holds the sampled spans that have ended until the collector has acknowledged them. They are sent in
 * batches, one at a time. A batch that fails is sent again for as long as the process runs, unless the
 * collector said that it never will be taken. When the queue is full, in spans or in bytes, new spans are
 * dropped.
 */
export class ExportQueue implements SpanProcessor {
  private readonly spans: SpanRing;
  private readonly log: ExportLog;
  private readonly backOff: BackOff;
  private exporter: SpanExporter | undefined;

  private made = 0;
  private sent = 0;
  private readonly dropped = { queue_full: 0, rejected: 0, shutdown: 0 };
  /** Taken by {@link takeUnsent}; what became of them is not known yet. */
  private taken = 0;
  /** Spans that have ever entered and left the queue: where a flush begins, and what it waits for. */
  private entered = 0;
  private left = 0;

  private failure: string | undefined;
  private failingSince: number | undefined;
  private batchSize: number;
  private retryMillis = 0;
  private timer: NodeJS.Timeout | undefined;
  private due: NodeJS.Immediate | undefined;
  private inFlight: { readonly spans: number; readonly done: Promise<boolean> } | undefined;
  private stopped: Promise<void> | undefined;
  /** Runs without what the application keeps for the request whose span happened to fill a batch. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(private readonly options: ExportQueueOptions) {
    const { maxQueueSize, maxQueueBytes = Infinity } = options;
    this.spans = new SpanRing(maxQueueSize, maxQueueBytes);
    this.batchSize = options.maxExportBatchSize;
    this.backOff = new BackOff(options.backOff ?? DEFAULT_BACK_OFF);
    this.log = new ExportLog(options.write ?? ((line) => console.error(line)));
    this.exporter = options.createExporter();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const { attributeValueLengthLimit = Infinity } = this.options;
    // Counted after the push alone can have failed, where the stack ends.
    const isQueued =
      !this.stopped && this.spans.push(span, bytesOf(span, attributeValueLengthLimit));
    this.made++;
    if (isQueued) {
      this.entered++;
      this.schedule();
    } else {
      this.dropped[this.stopped ? 'shutdown' : 'queue_full']++;
    }
  }

  get status(): ExportStatus {
    const { made, sent, dropped, failure, failingSince } = this;
    return {
      made,
      sent,
      queued: this.spans.size + this.taken,
      capacity: this.spans.capacity,
      queuedBytes: this.spans.bytes,
      capacityBytes: this.spans.capacityBytes,
      dropped: { ...dropped },
      lastError: failure,
      // Counted back on the monotonic clock: the wall clock may have been set meanwhile.
      failingSince:
        failingSince === undefined ? undefined : Date.now() - (performance.now() - failingSince),
    };
  }

  /** How many spans are with the exporter. */
  get spansInFlight(): number {
    return this.inFlight?.spans ?? 0;
  }

  /**
   * Resolves when each span that has ended was acknowledged or dropped, or when an attempt that began
   * after the call has failed: the collector is away, and the queue goes on by itself.
   */
  async forceFlush(): Promise<void> {
    if (this.stopped) return this.stopped;
    const last = this.entered;
    await this.inFlight?.done;
    while (this.left < last) {
      if (!(await this.exportBatch())) return;
    }
  }

  /** Attempts each batch that is left once, then drops what is left. Spans that end from now on are dropped. */
  shutdown(): Promise<void> {
    this.stopped ??= this.stop();
    return this.stopped;
  }

  /** Has the attempt that is under way fail now: it would keep alive a process that has nothing left to do. */
  cancel(): void {
    void this.closeExporter();
  }

  /**
   * Empties the queue, for a process that ends now: the spans that are not acknowledged, of which some may
   * be with the collector already. What becomes of them is told by {@link markSent} and {@link markDropped}.
   */
  takeUnsent(): ReadableSpan[] {
    const unsent = this.spans.oldest(this.spans.size);
    this.remove(unsent.length);
    this.taken += unsent.length;
    return unsent;
  }

  /** Of the spans taken by {@link takeUnsent}, `count` were acknowledged. */
  markSent(count: number): void {
    this.taken -= count;
    this.sent += count;
  }

  /** Of the spans taken by {@link takeUnsent}, `count` are lost. Says so on standard error. */
  markDropped(count: number, reason: DropReason): void {
    this.taken -= count;
    this.dropped[reason] += count;
    this.log.last(this.status, this.failingReason());
  }

  private schedule(): void {
    if (this.inFlight || this.due || this.spans.size === 0) return;
    if (this.retryMillis > 0) {
      this.timer ??= setTimeout(this.run, this.retryMillis).unref();
    } else if (this.hasFullBatch()) {
      // Not within the call that ends a span: serializing a batch takes its time.
      this.due = setImmediate(this.run).unref();
    } else {
      this.timer ??= setTimeout(this.run, this.options.scheduledDelayMillis).unref();
    }
  }

  private hasFullBatch(): boolean {
    const { size, bytes } = this.spans;
    return size >= this.options.maxExportBatchSize || bytes >= MAX_BATCH_BYTES;
  }

  private readonly run = (): void => void this.exportBatch();

  private stopTimers(): void {
    clearTimeout(this.timer);
    clearImmediate(this.due);
    this.timer = undefined;
    this.due = undefined;
  }

  /** @returns whether the batch has left the queue, or is to be tried again at once */
  private exportBatch(): Promise<boolean> {
    if (this.inFlight) return this.inFlight.done;
    this.stopTimers();
    const batch = this.spans.oldest(this.batchSize, MAX_BATCH_BYTES);
    if (batch.length === 0) return Promise.resolve(true);
    const done = this.outside(() => this.attempt(batch));
    this.inFlight = { spans: batch.length, done };
    return done;
  }

  private async attempt(batch: ReadableSpan[]): Promise<boolean> {
    const { left } = this;
    const closing = this.stopped !== undefined;
    this.options.onBatch?.();
    const answer = await this.send(batch);
    this.inFlight = undefined;
    // Unless somebody else answers for these spans by now.
    const settled = left !== this.left || this.settle(batch.length, answer, closing);
    this.schedule();
    return settled;
  }

  private async send(batch: ReadableSpan[]): Promise<ExportAnswer> {
    try {
      this.exporter ??= this.options.createExporter();
      return await attemptExport(this.exporter, batch, this.options.exportTimeoutMillis);
    } catch (error) {
      return { code: 1, error };
    }
  }

  private settle(count: number, answer: ExportAnswer, closing: boolean): boolean {
    if (answer.code === 0) {
      this.accepted(count, Math.min(Math.max(answer.rejectedSpans ?? 0, 0), count));
      return true;
    }
    const failure = readFailure(answer.error);
    this.failure = failure.reason;
    this.failingSince ??= performance.now();
    const settled = this.handle(count, failure, closing);
    if (!this.stopped) this.log.problem(this.status, failure.reason);
    return settled;
  }

  private accepted(count: number, rejected: number): void {
    this.remove(count);
    this.sent += count - rejected;
    this.dropped.rejected += rejected;
    this.failingSince = undefined;
    this.goOn();
    this.batchSize = Math.min(this.batchSize * 2, this.options.maxExportBatchSize);
    this.log.recovered(this.status);
    if (!this.stopped) this.log.problem(this.status, undefined);
  }

  private handle(count: number, failure: Failure, closing: boolean): boolean {
    if (failure.remedy === 'retry') return this.retry(count, failure, closing);
    this.goOn();
    if (failure.remedy === 'halve' && count > 1) this.batchSize = Math.floor(count / 2);
    else this.drop(count, 'rejected');
    return true;
  }

  private goOn(): void {
    this.retryMillis = 0;
    this.backOff.reset();
  }

  /**
   * With another exporter: a channel of gRPC that failed waits up to two minutes before it connects again,
   * https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md
   */
  private retry(count: number, { retryAfterMillis }: Failure, closing: boolean): boolean {
    void this.closeExporter();
    if (closing) {
      this.drop(count, 'shutdown');
      return true;
    }
    this.retryMillis = this.backOff.next(retryAfterMillis);
    return false;
  }

  private drop(count: number, reason: DropReason): void {
    this.remove(count);
    this.dropped[reason] += count;
  }

  private remove(count: number): void {
    this.spans.removeOldest(count);
    this.left += count;
  }

  private async stop(): Promise<void> {
    this.stopTimers();
    const { shutdownTimeoutMillis = DEFAULT_SHUTDOWN_MILLIS } = this.options;
    await withinMillis(shutdownTimeoutMillis, this.drain());
    this.drop(this.spans.size, 'shutdown');
    this.log.last(this.status, this.failingReason());
    await withinMillis(CLOSE_MILLIS, this.closeExporter());
    this.options.onStopped?.();
  }

  private async drain(): Promise<void> {
    await this.inFlight?.done;
    while (this.spans.size > 0) await this.exportBatch();
  }

  private failingReason(): string | undefined {
    return this.failingSince === undefined ? undefined : this.failure;
  }

  private async closeExporter(): Promise<void> {
    const { exporter } = this;
    this.exporter = undefined;
    try {
      await exporter?.shutdown();
    } catch {
      // It has failed already.
    }
  }
}
