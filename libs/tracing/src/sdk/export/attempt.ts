import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { suppressTracing } from '#span/context/suppression.js';

/** What an exporter answers: `rejectedSpans` is how many of an accepted batch the collector did not take. */
export interface ExportAnswer {
  /** 0 is success. */
  readonly code: number;
  readonly error?: unknown;
  readonly rejectedSpans?: number;
}

const FAILED = 1;
/** For attributes of a resource that are still looked up; a batch does not wait longer for them. */
const RESOURCE_TIMEOUT_MILLIS = 3_000;

/**
 * Has the exporter send the spans, untraced. Never rejects: an exporter that throws, rejects or does not
 * answer in time has failed; what it answers afterwards is passed over.
 *
 * @param timeoutMillis 0: no limit
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

/** Waits for `work`, but not longer; nothing is kept alive by it. */
export async function withinMillis(millis: number, work: Promise<unknown>): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, millis).unref();
  await Promise.race([work, timeout.promise]);
  clearTimeout(timer);
}
