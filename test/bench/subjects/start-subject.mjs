import { forkService } from '../parts/fork-service.mjs';

const COUNT_MODULES = new URL('../programs/count-modules.mjs', import.meta.url).href;

/** The queue is as long as any burst, because a span that is dropped costs less than one that is exported. */
const LONG_QUEUE = { OTEL_BSP_MAX_QUEUE_SIZE: '32768', TRACING_MAX_QUEUE_BYTES: '268435456' };

/** Every process exports soon, so that what a burst costs is counted before the next one begins. */
export const SOON = { OTEL_BSP_SCHEDULE_DELAY: '100' };

/** Late sampling is on as it is by default, but no request is slow because other programs were busy. */
export const NEVER_SLOW = { TRACING_LATE_SAMPLING_SLOW_MILLIS: '3600000' };

const EXPORT = {
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_SERVICE_NAME: 'bench',
};

/**
 * Starts the process of a subject, which exports to `endpoint`.
 *
 * @param options `hasShortQueue` leaves the queue as long as it is by default; `countsModules` has the process count its files
 */
export function startSubject(
  { program, preload, env },
  endpoint,
  { hasShortQueue = false, countsModules = false } = {},
) {
  const preloads = [...(countsModules ? [COUNT_MODULES] : []), ...(preload ? [preload] : [])];
  return forkService(new URL(program, import.meta.url), {
    execArgv: preloads.flatMap((url) => ['--import', new URL(url, import.meta.url).href]),
    env: {
      ...EXPORT,
      ...SOON,
      ...NEVER_SLOW,
      ...(hasShortQueue ? {} : LONG_QUEUE),
      ...env,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      RECEIVER: endpoint,
    },
  });
}
