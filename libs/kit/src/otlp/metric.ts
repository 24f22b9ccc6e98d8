import type { Attributes, InstrumentationScope, Resource } from '../trace/span.js';

/** What the points of a metric cover: the time since the last export, or since the process began to count. */
export type Temporality = 'UNSPECIFIED' | 'DELTA' | 'CUMULATIVE';

interface MetricHead {
  readonly name: string;
  readonly description: string;
  /** The unit in the notation of UCUM, such as `ms` or `By`. */
  readonly unit: string;
  readonly metadata: Attributes;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}

/** The values of a metric, whose `type` says what its points are. */
export type MetricData =
  | { readonly type: 'gauge'; readonly points: readonly NumberPoint[] }
  | {
      readonly type: 'sum';
      readonly temporality: Temporality;
      readonly isMonotonic: boolean;
      readonly points: readonly NumberPoint[];
    }
  | {
      readonly type: 'histogram';
      readonly temporality: Temporality;
      readonly points: readonly HistogramPoint[];
    }
  | {
      readonly type: 'exponentialHistogram';
      readonly temporality: Temporality;
      readonly points: readonly ExponentialHistogramPoint[];
    }
  | { readonly type: 'summary'; readonly points: readonly SummaryPoint[] }
  | { readonly type: 'unknown'; readonly points: readonly never[] };

/** One metric as it was exported once, with the points that the export had. */
export type Metric = MetricHead & MetricData;

interface PointHead {
  readonly attributes: Attributes;
  /** When counting began, in nanoseconds since the Unix epoch; 0 when its source does not say. */
  readonly startTimeUnixNano: bigint;
  /** When the value was read, in nanoseconds since the Unix epoch. */
  readonly timeUnixNano: bigint;
  readonly flags: number;
}

/** One value of a gauge or a sum; an integer beyond 2^53 is a `bigint`. */
export interface NumberPoint extends PointHead {
  /** `undefined` when the point says that it has no value. */
  readonly value: number | bigint | undefined;
  readonly exemplars: readonly Exemplar[];
}

/** A distribution over buckets with given bounds. Counts beyond 2^53 are rounded. */
export interface HistogramPoint extends PointHead {
  readonly count: number;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The upper bounds of all buckets but the last, each part of its bucket. */
  readonly explicitBounds: readonly number[];
  /** How many values each bucket has: one more than there are bounds, or none. */
  readonly bucketCounts: readonly number[];
  readonly exemplars: readonly Exemplar[];
}

/** A distribution over buckets that grow by the factor 2^(2^-scale). Counts beyond 2^53 are rounded. */
export interface ExponentialHistogramPoint extends PointHead {
  readonly count: number;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly scale: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positive: ExponentialBuckets;
  readonly negative: ExponentialBuckets;
  readonly exemplars: readonly Exemplar[];
}

/** The buckets of an exponential histogram on one side of zero; `offset` is the index of the first. */
export interface ExponentialBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** A distribution as quantiles that its source has computed. */
export interface SummaryPoint extends PointHead {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly Quantile[];
}

/** The value below which the share `quantile` of all values is: 0 stands for the least, 1 for the greatest. */
export interface Quantile {
  readonly quantile: number;
  readonly value: number;
}

/** One measured value as an example, with the span in which it was measured. */
export interface Exemplar {
  readonly value: number | bigint | undefined;
  readonly timeUnixNano: bigint;
  readonly filteredAttributes: Attributes;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}
