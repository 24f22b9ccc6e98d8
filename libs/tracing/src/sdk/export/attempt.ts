import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { suppressTracing } from '#span/context/suppression.js';

/** The result of an exporter, and the number of spans of an accepted batch that the collector rejected. */
export interface ExportAnswer {
  /** The result code, which is 0 for success. */
  readonly code: number;
  readonly error?: unknown;
  readonly rejectedSpans?: number;
}

const FAILED = 1;
/**
 * The longest time in milliseconds that a batch waits for resource attributes that are still being
 * detected.
 */
const RESOURCE_TIMEOUT_MILLIS = 3_000;

/**
 * Sends spans by an exporter, untraced. Never rejects: an exporter that throws, rejects or does not answer in
 * time has failed, and a later answer is ignored.
 *
 * @param timeoutMillis the longest time to wait for the answer, in milliseconds; 0 means no limit
 */
export async function attemptExport(
  exporter: SpanExporter,
  spans: ReadableSpan[],
  timeoutMillis: number,
): Promise<ExportAnswer> {
  const pending = pendingResources(spans);
  if (pending.length > 0) await withinMillis(RESOURCE_TIMEOUT_MILLIS, Promise.allSettled(pending));
  return withTimeout(timeoutMillis, (answer) => {
    const fail = (error: unknown): void => answer({ code: FAILED, error });
    try {
      const returned: unknown = context.with(suppressTracing(ROOT_CONTEXT), () =>
        exporter.export(spans, answer),
      );
      void Promise.resolve(returned).catch(fail);
    } catch (error) {
      fail(error);
    }
  });
}

function pendingResources(spans: readonly ReadableSpan[]): Promise<void>[] {
  return [...new Set(spans.map(({ resource }) => resource))]
    .filter((resource) => resource.asyncAttributesPending)
    .map(async (resource) => resource.waitForAsyncAttributes?.());
}

function withTimeout(
  millis: number,
  run: (answer: (answer: ExportAnswer) => void) => void,
): Promise<ExportAnswer> {
  const { promise, resolve } = Promise.withResolvers<ExportAnswer>();
  if (millis > 0) {
    const late = { message: `no answer within ${millis} ms`, code: 'ETIMEDOUT' };
    const timer = setTimeout(resolve, millis, { code: FAILED, error: late }).unref();
    void promise.then(() => clearTimeout(timer));
  }
  run(resolve);
  return promise;
}

/** Waits for `work`, but at most for `millis` milliseconds. Does not hold the process alive. */
export async function withinMillis(millis: number, work: Promise<unknown>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, millis).unref();
  await Promise.race([work, timeout.promise]);
  clearTimeout(timer);
}
