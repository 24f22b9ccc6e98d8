import type { DecodedRequest, Origin } from './decoded.js';
import { TEMPORALITIES } from './enums.js';
import { readKeyValues } from './json-attributes.js';
import { type JsonItemDecoder, decodeJsonRequest } from './json-envelope.js';
import type { JsonMessage } from './json-message.js';
import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricData,
  NumberPoint,
  SummaryPoint,
  Temporality,
} from './metric.js';

const METRICS: JsonItemDecoder<Metric> = {
  resources: 'resourceMetrics',
  scopes: 'scopeMetrics',
  items: 'metrics',
  read: readMetric,
};

/**
 * Decodes an `ExportMetricsServiceRequest` in JSON, and skips unknown fields. A metric that is not as OTLP demands is
 * refused.
 * @throws {MalformedOtlpError} when what is around the metrics is not as OTLP demands.
 */
export function decodeJsonMetricsRequest(document: unknown): DecodedRequest<Metric> {
  return decodeJsonRequest(document, METRICS);
}

function readMetric(metric: JsonMessage, { resource, scope }: Origin): Metric {
  return {
    name: metric.text('name'),
    description: metric.text('description'),
    unit: metric.text('unit'),
    metadata: readKeyValues(metric.repeated('metadata')),
    ...readData(metric),
    resource,
    scope,
  };
}

function readData(metric: JsonMessage): MetricData {
  if (metric.has('gauge')) {
    return { type: 'gauge', points: readPoints(metric.message('gauge'), readNumberPoint) };
  }
  if (metric.has('sum')) {
    const sum = metric.message('sum');
    const isMonotonic = sum.boolean('isMonotonic');
    const points = readPoints(sum, readNumberPoint);
    return { type: 'sum', temporality: temporalityOf(sum), isMonotonic, points };
  }
  if (metric.has('histogram')) {
    const histogram = metric.message('histogram');
    const points = readPoints(histogram, readHistogramPoint);
    return { type: 'histogram', temporality: temporalityOf(histogram), points };
  }
  if (metric.has('exponentialHistogram')) {
    const histogram = metric.message('exponentialHistogram');
    const points = readPoints(histogram, readExponentialHistogramPoint);
    return { type: 'exponentialHistogram', temporality: temporalityOf(histogram), points };
  }
  if (metric.has('summary')) {
    return { type: 'summary', points: readPoints(metric.message('summary'), readSummaryPoint) };
  }
  return { type: 'unknown', points: [] };
}

function readPoints<P>(data: JsonMessage, read: (point: JsonMessage) => P): P[] {
  return data.repeated('dataPoints').map(read);
}

function temporalityOf(data: JsonMessage): Temporality {
  return TEMPORALITIES[data.uint32('aggregationTemporality')] ?? 'UNSPECIFIED';
}

function readHead(
  point: JsonMessage,
): Pick<NumberPoint, 'attributes' | 'startTimeUnixNano' | 'timeUnixNano' | 'flags'> {
  return {
    attributes: readKeyValues(point.repeated('attributes')),
    startTimeUnixNano: point.uint64('startTimeUnixNano'),
    timeUnixNano: point.uint64('timeUnixNano'),
    flags: point.uint32('flags'),
  };
}

function readNumberPoint(point: JsonMessage): NumberPoint {
  return { ...readHead(point), value: readValue(point), exemplars: readExemplars(point) };
}

function readHistogramPoint(point: JsonMessage): HistogramPoint {
  return {
    ...readHead(point),
    ...readDistribution(point),
    explicitBounds: point.doubles('explicitBounds'),
    bucketCounts: point.counts('bucketCounts'),
  };
}

function readExponentialHistogramPoint(point: JsonMessage): ExponentialHistogramPoint {
  return {
    ...readHead(point),
    ...readDistribution(point),
    scale: point.int32('scale'),
    zeroCount: point.count('zeroCount'),
    zeroThreshold: point.double('zeroThreshold'),
    positive: readBuckets(point.message('positive')),
    negative: readBuckets(point.message('negative')),
  };
}

function readDistribution(
  point: JsonMessage,
): Pick<HistogramPoint, 'count' | 'sum' | 'min' | 'max' | 'exemplars'> {
  return {
    count: point.count('count'),
    sum: point.optionalDouble('sum'),
    min: point.optionalDouble('min'),
    max: point.optionalDouble('max'),
    exemplars: readExemplars(point),
  };
}

function readBuckets(buckets: JsonMessage): ExponentialBuckets {
  return { offset: buckets.int32('offset'), bucketCounts: buckets.counts('bucketCounts') };
}

function readSummaryPoint(point: JsonMessage): SummaryPoint {
  return {
    ...readHead(point),
    count: point.count('count'),
    sum: point.double('sum'),
    quantiles: point.repeated('quantileValues').map((quantile) => ({
      quantile: quantile.double('quantile'),
      value: quantile.double('value'),
    })),
  };
}

function readExemplars(point: JsonMessage): Exemplar[] {
  return point.repeated('exemplars').map((exemplar) => ({
    value: readValue(exemplar),
    timeUnixNano: exemplar.uint64('timeUnixNano'),
    filteredAttributes: readKeyValues(exemplar.repeated('filteredAttributes')),
    traceId: exemplar.validId('traceId', 32),
    spanId: exemplar.validId('spanId', 16),
  }));
}

function readValue(point: JsonMessage): number | bigint | undefined {
  return point.has('asInt') ? point.int64('asInt') : point.optionalDouble('asDouble');
}
