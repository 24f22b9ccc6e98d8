import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { type DropReason, type ExportStatus, ports } from '#span/ports.js';

/** From when on tracing counts as down. With none of them it is always up. */
export interface TracingHealthOptions {
  /** For how long exports may fail. Default: for ever. */
  readonly maxFailingMillis?: number | undefined;
  /** How many spans may be lost, for whatever reason, since the process started. Default: any number. */
  readonly maxDropped?: number | undefined;
}

/**
 * Tells with `@nestjs/terminus` how the export of spans is doing: how many were made, sent, wait and were
 * dropped, and why exports fail. The figures are at hand; nothing is sent.
 *
 * It is `up` while the collector is away, as a dead collector must not take a healthy service out of
 * rotation. Give it thresholds on a page for operators alone, never in the readiness or liveness probe.
 * Without tracing it is `up` too, with `enabled: false`.
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
  constructor(private readonly indicators: HealthIndicatorService) {}

  isHealthy<const Key extends string = 'tracing'>(
    key: Key = 'tracing' as Key,
    options: TracingHealthOptions = {},
  ): HealthIndicatorResult<Key> {
    const indicator = this.indicators.check(key);
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
