import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { suppressTracing } from '#span/context/suppression.js';

/** The result of an exporter, and the number of spans of an accepted batch that the collector rejected. */
export interface ExportAnswer {
  /** The result code, which is 0 for success. */
  readonly code: number;
  readonly error?: unknown;
  readonly rejectedSpans?: number;
}

const FAILED = 1;
/** Sends encoded export requests to a collector, one at a time. */
export interface Transport {
  /** Sends one `ExportTraceServiceRequest`. */
  send(request: Uint8Array): Promise<ExportAnswer>;
  /** Fails the request that is on its way, and closes the connection. */
  shutdown(): void | Promise<void>;
}

/**
 * Sends a request by a transport, untraced. Never rejects: a transport that throws, rejects or does not answer in time
 * has failed, and a later answer is ignored.
 *
 * @param timeoutMillis the longest time to wait for the answer, in milliseconds; 0 means no limit
 */
export function attemptExport(
  transport: Transport,
  request: Uint8Array,
  timeoutMillis: number,
): Promise<ExportAnswer> {
  return withTimeout(timeoutMillis, async () => {
    try {
      const untraced = suppressTracing(ROOT_CONTEXT);
      return await context.with(untraced, () => transport.send(request));
    } catch (error) {
      return { code: FAILED, error };
    }
  });
}

function withTimeout(millis: number, send: () => Promise<ExportAnswer>): Promise<ExportAnswer> {
  const { promise, resolve } = Promise.withResolvers<ExportAnswer>();
  if (millis > 0) {
    const late = { message: `no answer within ${millis} ms`, code: 'ETIMEDOUT' };
    const timer = setTimeout(resolve, millis, { code: FAILED, error: late }).unref();
    void promise.then(() => clearTimeout(timer));
  }
  void send().then(resolve);
  return promise;
}

/** Waits for `work`, but at most for `millis` milliseconds. Does not hold the process alive. */
export async function withinMillis(millis: number, work: Promise<unknown>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, millis).unref();
  await Promise.race([work, timeout.promise]);
  clearTimeout(timer);
}
