import { AsyncLocalStorage } from 'node:async_hooks';
import { TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { DropReason, ExportStatus } from '#span/ports.js';
import { ByteWriter } from '#sdk/recorder/otlp/byte-writer.js';
import type { OtlpEncoding } from '#sdk/recorder/otlp/otlp-encoding.js';
import { PROTOBUF } from '#sdk/recorder/otlp/protobuf-encoding.js';
import { fieldsOf } from '#sdk/recorder/otlp/span-fields.js';
import { type ExportAnswer, type Transport, attemptExport, withinMillis } from './attempt.js';
import { BackOff, type BackOffOptions } from './back-off.js';
import { ExportLog } from './export-log.js';
import { type Failure, readFailure } from './read-failure.js';
import type { Batch } from './batch.js';
import { EncodedSpans } from './encoded-spans.js';

/** An encoded request that exports spans. */
export interface UnsentRequest {
  readonly request: Uint8Array;
  /** The number of spans in the request. */
  readonly spans: number;
}

/** Does something before each export. */
export interface BatchObserver {
  /** Called before each batch is sent. Must not throw. */
  beforeBatch(): void;
}

/** The options of an {@link ExportQueue}. */
export interface ExportQueueOptions {
  /** Creates a transport without a connection; called again for each retry. */
  readonly createTransport: () => Transport;
  /** The encoding that the transport expects. Default: protobuf. */
  readonly encoding?: OtlpEncoding;
  readonly maxQueueSize: number;
  /** The number of bytes that the encoded spans in the queue may take. Default: no limit. */
  readonly maxQueueBytes?: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMillis: number;
  /** The longest time of one attempt, in milliseconds; 0 means no limit but that of the exporter. */
  readonly exportTimeoutMillis: number;
  /** The time between two attempts. Default: one second, doubled up to 30 seconds. */
  readonly backOff?: BackOffOptions;
  /**
   * The longest time that {@link ExportQueue.shutdown} goes on exporting, in milliseconds. Default:
   * 4,000.
   */
  readonly shutdownTimeoutMillis?: number;
  /** Writes a line for the operator. Default: to standard error. */
  readonly write?: (line: string) => void;
  /** Called before each batch until the collector has acknowledged a span. Default: nothing. */
  readonly onUnprovenBatch?: () => void;
  /** Called when {@link ExportQueue.shutdown} is done. Default: nothing. */
  readonly onStopped?: () => void;
}

/**
 * The largest batch in bytes: a gRPC server takes as much by default, and to assemble it blocks for a short time.
 */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** The longest time in milliseconds that a batch waits for resource attributes that are still being detected. */
const RESOURCE_TIMEOUT_MILLIS = 3_000;

const DEFAULT_BACK_OFF: BackOffOptions = { initialMillis: 1_000, maxMillis: 30_000 };
/* The times of a shutdown, which together stay below the five seconds for which callers wait. */
const DEFAULT_SHUTDOWN_MILLIS = 4_000;
const CLOSE_MILLIS = 500;

/**
 * Holds finished sampled spans until the collector has acknowledged them, and sends them in batches,
 * one at a time. A batch that fails is sent again for as long as the process runs, unless the collector
 * has said that it will never take the batch. When the queue is full, in spans or in bytes, new spans
 * are dropped.
 */
export class ExportQueue implements SpanProcessor {
  readonly #spans: EncodedSpans;
  readonly #log: ExportLog;
  readonly #backOff: BackOff;
  #transport: Transport | undefined;
  /** The memory of the request on its way, which the next one overwrites. */
  #requestWriter = new ByteWriter();

  #made = 0;
  #sent = 0;
  readonly #dropped = { queue_full: 0, rejected: 0, shutdown: 0 };
  /** The number of spans taken by {@link takeUnsent} that are neither marked as sent nor as dropped. */
  #taken = 0;
  /**
   * The numbers of spans that have ever entered and left the queue, by which a flush knows when it is
   * done.
   */
  #entered = 0;
  #left = 0;
  /** The number of spans that had ever entered the queue at the latest {@link exportSoon}. */
  #hurried = 0;

  #failure: string | undefined;
  #observer: BatchObserver | undefined;
  #failingSince: number | undefined;
  #batchSize: number;
  #retryMillis = 0;
  #timer: NodeJS.Timeout | undefined;
  #due: NodeJS.Immediate | undefined;
  #inFlight: { readonly spans: number; readonly done: Promise<boolean> } | undefined;
  #stopped: Promise<void> | undefined;
  /** Runs a function outside every async context of the request whose span happened to fill a batch. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #options: ExportQueueOptions;

  constructor(options: ExportQueueOptions) {
    this.#options = options;
    const { encoding = PROTOBUF, maxQueueSize, maxQueueBytes = Infinity } = options;
    this.#spans = new EncodedSpans(encoding, { spans: maxQueueSize, bytes: maxQueueBytes });
    this.#batchSize = options.maxExportBatchSize;
    this.#backOff = new BackOff(options.backOff ?? DEFAULT_BACK_OFF);
    this.#log = new ExportLog(options.write ?? ((line) => console.error(line)));
    this.#transport = options.createTransport();
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const fields = fieldsOf(span);
    if ((fields.ids.traceFlags & TraceFlags.SAMPLED) === 0) return;
    // The span is counted once it is added, which may throw at the end of the stack.
    const isQueued = !this.#stopped && this.#spans.add(fields);
    this.#made++;
    if (isQueued) {
      this.#entered++;
      this.#schedule();
    } else {
      this.#dropped[this.#stopped ? 'shutdown' : 'queue_full']++;
    }
  }

  get status(): ExportStatus {
    const failingSince = this.#failingSince;
    return {
      made: this.#made,
      sent: this.#sent,
      queued: this.#spans.size + this.#taken,
      capacity: this.#spans.capacity.spans,
      queuedBytes: this.#spans.bytes,
      capacityBytes: this.#spans.capacity.bytes,
      dropped: { ...this.#dropped },
      lastError: this.#failure,
      // Measured on the monotonic clock, as the wall clock may have been set meanwhile.
      failingSince:
        failingSince === undefined ? undefined : Date.now() - (performance.now() - failingSince),
    };
  }

  /** Makes `observer` the one that is called before each batch. */
  observe(observer: BatchObserver): void {
    this.#observer = observer;
  }

  /** The number of spans that were sent and are not answered yet. */
  get spansInFlight(): number {
    return this.#inFlight?.spans ?? 0;
  }

  /**
   * Exports all spans that have ended before the call. Resolves once each is acknowledged or dropped,
   * or once an attempt that began after the call has failed; the queue then goes on by itself.
   */
  async forceFlush(): Promise<void> {
    if (this.#stopped) return this.#stopped;
    const last = this.#entered;
    await this.#inFlight?.done;
    while (this.#left < last) {
      if (!(await this.#exportBatch())) return;
    }
  }

  /**
   * Exports all spans that have ended before the call in the next turn of the event loop, in place of when their time is
   * over. After a failed attempt, they wait for the next one.
   */
  exportSoon(): void {
    this.#hurried = this.#entered;
    this.#schedule();
  }

  /** Attempts each remaining batch once, then drops the remaining spans, and every span that ends later. */
  shutdown(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Fails the running attempt now, as it would hold a process alive that has nothing left to do. */
  cancel(): void {
    void this.#closeTransport();
  }

  /**
   * Empties the queue of a process that ends now, and returns the spans that are not acknowledged. The
   * collector may have some of them already. The caller says by {@link markSent} and {@link
   * markDropped} what became of them.
   */
  takeUnsent(): UnsentRequest[] {
    const unsent: UnsentRequest[] = [];
    while (this.#spans.size > 0) {
      const batch = this.#spans.oldest(this.#options.maxExportBatchSize, MAX_BATCH_BYTES);
      unsent.push({ request: batch.toRequest(), spans: batch.size });
      this.#remove(batch.size);
      this.#taken += batch.size;
    }
    return unsent;
  }

  /** Counts `count` of the spans taken by {@link takeUnsent} as acknowledged. */
  markSent(count: number): void {
    this.#taken -= count;
    this.#sent += count;
  }

  /** Counts `count` of the spans taken by {@link takeUnsent} as dropped, and reports all losses. */
  markDropped(count: number, reason: DropReason): void {
    this.#taken -= count;
    this.#dropped[reason] += count;
    this.#log.reportLoss(this.status, this.#failingReason());
  }

  #schedule(): void {
    if (this.#inFlight || this.#due || this.#spans.size === 0) return;
    if (this.#retryMillis > 0) {
      this.#timer ??= setTimeout(this.#run, this.#retryMillis).unref();
    } else if (this.#left < this.#hurried) {
      // An immediate that is unreferenced would run after the next event, for which the process may wait long.
      this.#due = setImmediate(this.#run);
    } else if (this.#hasFullBatch()) {
      // The call that ends a span does not export: to serialize a batch takes some time.
      this.#due = setImmediate(this.#run).unref();
    } else {
      this.#timer ??= setTimeout(this.#run, this.#options.scheduledDelayMillis).unref();
    }
  }

  #hasFullBatch(): boolean {
    const { size, bytes } = this.#spans;
    return size >= this.#options.maxExportBatchSize || bytes >= MAX_BATCH_BYTES;
  }

  readonly #run = (): void => void this.#exportBatch();

  #stopTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#due);
    this.#timer = undefined;
    this.#due = undefined;
  }

  /** Exports a batch. Resolves with whether the batch has left the queue, or is to be tried again at once. */
  #exportBatch(): Promise<boolean> {
    if (this.#inFlight) return this.#inFlight.done;
    this.#stopTimers();
    const batch = this.#spans.oldest(this.#batchSize, MAX_BATCH_BYTES);
    if (batch.size === 0) return Promise.resolve(true);
    const done = this.#outside(() => this.#attempt(batch));
    this.#inFlight = { spans: batch.size, done };
    return done;
  }

  async #attempt(batch: Batch): Promise<boolean> {
    const left = this.#left;
    const closing = this.#stopped !== undefined;
    if (this.#sent === 0) this.#options.onUnprovenBatch?.();
    this.#observer?.beforeBatch();
    const answer = await this.#send(batch);
    this.#inFlight = undefined;
    // The spans may have been removed from the queue meanwhile, and then are settled elsewhere.
    const settled = left !== this.#left || this.#settle(batch.size, answer, closing);
    this.#schedule();
    return settled;
  }

  async #send(batch: Batch): Promise<ExportAnswer> {
    const { pendingResources } = batch;
    if (pendingResources.length > 0) {
      await withinMillis(RESOURCE_TIMEOUT_MILLIS, settle(pendingResources));
    }
    const answer = await this.#transfer(batch);
    // A request that has failed may still be read, by a connection that is being closed.
    if (answer.code !== 0) this.#requestWriter = new ByteWriter();
    return answer;
  }

  async #transfer(batch: Batch): Promise<ExportAnswer> {
    try {
      this.#transport ??= this.#options.createTransport();
      const request = batch.toRequest(this.#requestWriter);
      return await attemptExport(this.#transport, request, this.#options.exportTimeoutMillis);
    } catch (error) {
      return { code: 1, error };
    }
  }

  #settle(count: number, answer: ExportAnswer, closing: boolean): boolean {
    if (answer.code === 0) {
      this.#accepted(count, Math.min(Math.max(answer.rejectedSpans ?? 0, 0), count));
      return true;
    }
    const failure = readFailure(answer.error);
    this.#failure = failure.reason;
    this.#failingSince ??= performance.now();
    const settled = this.#handle(count, failure, closing);
    if (!this.#stopped) this.#log.reportProblem(this.status, failure.reason);
    return settled;
  }

  #accepted(count: number, rejected: number): void {
    this.#remove(count);
    this.#sent += count - rejected;
    this.#dropped.rejected += rejected;
    this.#batchSize = Math.min(this.#batchSize * 2, this.#options.maxExportBatchSize);
    if (this.#failingSince !== undefined) {
      this.#failingSince = undefined;
      this.#goOn();
      this.#log.reportRecovery(this.status);
    }
    const hasLost = this.#dropped.queue_full > 0 || this.#dropped.rejected > 0;
    if (hasLost && !this.#stopped) this.#log.reportProblem(this.status, undefined);
  }

  #handle(count: number, failure: Failure, closing: boolean): boolean {
    if (failure.remedy === 'retry') return this.#retry(count, failure, closing);
    this.#goOn();
    if (failure.remedy === 'halve' && count > 1) this.#batchSize = Math.floor(count / 2);
    else this.#drop(count, 'rejected');
    return true;
  }

  #goOn(): void {
    this.#retryMillis = 0;
    this.#backOff.reset();
  }

  /**
   * Schedules a retry with a new transport: the connection of one that has failed may be broken without a sign of it, and
   * certificates may have been replaced.
   */
  #retry(count: number, { retryAfterMillis }: Failure, closing: boolean): boolean {
    void this.#closeTransport();
    if (closing) {
      this.#drop(count, 'shutdown');
      return true;
    }
    this.#retryMillis = this.#backOff.next(retryAfterMillis);
    return false;
  }

  #drop(count: number, reason: DropReason): void {
    this.#remove(count);
    this.#dropped[reason] += count;
  }

  #remove(count: number): void {
    this.#spans.removeOldest(count);
    this.#left += count;
  }

  async #stop(): Promise<void> {
    this.#stopTimers();
    const { shutdownTimeoutMillis = DEFAULT_SHUTDOWN_MILLIS } = this.#options;
    await withinMillis(shutdownTimeoutMillis, this.#drain());
    this.#drop(this.#spans.size, 'shutdown');
    this.#log.reportLoss(this.status, this.#failingReason());
    await withinMillis(CLOSE_MILLIS, this.#closeTransport());
    this.#options.onStopped?.();
  }

  async #drain(): Promise<void> {
    await this.#inFlight?.done;
    while (this.#spans.size > 0) await this.#exportBatch();
  }

  #failingReason(): string | undefined {
    return this.#failingSince === undefined ? undefined : this.#failure;
  }

  async #closeTransport(): Promise<void> {
    const transport = this.#transport;
    this.#transport = undefined;
    try {
      await transport?.shutdown();
    } catch {
      // The transport has failed already.
    }
  }
}

/** Resolves once the attributes of all `resources` have been detected, or could not be. */
async function settle(resources: readonly Resource[]): Promise<void> {
  await Promise.allSettled(resources.map(async (resource) => resource.waitForAsyncAttributes?.()));
}
