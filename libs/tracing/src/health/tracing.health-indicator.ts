import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type DropReason, type ExportStatus, ports } from '#span/ports.js';

/** The thresholds beyond which tracing counts as down. Without any it is always up. */
export interface TracingHealthOptions {
  /** The time in milliseconds for which exports may fail. Default: any time. */
  readonly maxFailingMillis?: number | undefined;
  /** The number of spans that may be lost, for any reason, since the process started. Default: any number. */
  readonly maxDropped?: number | undefined;
}

/**
 * Reports the state of the export of spans to `@nestjs/terminus`: the numbers of spans that were made, were sent, are
 * waiting and were lost, and the reason for which exports fail. It reads figures in memory and sends nothing.
 *
 * It is `up` while the collector cannot be reached, as a failed collector must not take a healthy service out of
 * rotation. Set thresholds only on a page for operators, never in a readiness or liveness probe. If tracing has not
 * been started it is `up`, with `enabled: false`.
 *
 * @example
 * @Module({
 *   imports: [TerminusModule],
 *   controllers: [HealthController],
 *   providers: [TracingHealthIndicator],
 * })
 * export class HealthModule {}
 *
 * // and in the controller:
 * return this.health.check([() => this.tracing.isHealthy('tracing')]);
 */
@Injectable()
export class TracingHealthIndicator {
  readonly #indicators: HealthIndicatorService;

  constructor(indicators: HealthIndicatorService) {
    this.#indicators = indicators;
  }

  /**
   * Returns the state of the export, for `HealthCheckService.check`.
   *
   * @param key the name of the indicator in the result. Default: `tracing`
   * @param options the thresholds beyond which it is down. Default: none
   */
  isHealthy<const Key extends string = 'tracing'>(
    key: Key = 'tracing' as Key,
    options: TracingHealthOptions = {},
  ): HealthIndicatorResult<Key> {
    const indicator = this.#indicators.check(key);
    const status = ports.exportStatus?.();
    if (!status) return indicator.up({ enabled: false });
    const figures = figuresOf(status);
    return isDown(status, options) ? indicator.down(figures) : indicator.up(figures);
  }
}

function isDown(
  { failingSince, dropped }: ExportStatus,
  { maxFailingMillis = Infinity, maxDropped = Infinity }: TracingHealthOptions,
): boolean {
  const failingMillis = failingSince === undefined ? -1 : Date.now() - failingSince;
  return failingMillis > maxFailingMillis || total(dropped) > maxDropped;
}

function figuresOf(status: ExportStatus): Record<string, unknown> {
  const { failingSince, lastError, ...counts } = status;
  const figures = { enabled: true, ...counts };
  if (failingSince === undefined) return figures;
  return { ...figures, failingSince: new Date(failingSince).toISOString(), lastError };
}

function total(dropped: Readonly<Record<DropReason, number>>): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}
