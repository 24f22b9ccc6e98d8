import { readAttribute } from './decode-attributes.js';
import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  NumberPoint,
  Quantile,
  SummaryPoint,
} from './metric.js';
import type { ProtobufReader } from './protobuf-reader.js';

/** Reads the `NumberDataPoint` that was entered. */
export function readNumberPoint(reader: ProtobufReader): NumberPoint {
  const attributes = {};
  const exemplars: Exemplar[] = [];
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let value: number | bigint | undefined;
  let flags = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) startTimeUnixNano = reader.fixed64();
    else if (field === 3) timeUnixNano = reader.fixed64();
    else if (field === 4) value = reader.double();
    else if (field === 5) exemplars.push(readExemplar(reader));
    else if (field === 6) value = reader.sfixed64();
    else if (field === 7) readAttribute(reader, attributes);
    else if (field === 8) flags = reader.uint32();
    else reader.skip();
  }
  return { attributes, startTimeUnixNano, timeUnixNano, flags, value, exemplars };
}

/** Reads the `HistogramDataPoint` that was entered. */
export function readHistogramPoint(reader: ProtobufReader): HistogramPoint {
  const attributes = {};
  const exemplars: Exemplar[] = [];
  const bucketCounts: number[] = [];
  const explicitBounds: number[] = [];
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let count = 0;
  let sum: number | undefined;
  let min: number | undefined;
  let max: number | undefined;
  let flags = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) startTimeUnixNano = reader.fixed64();
    else if (field === 3) timeUnixNano = reader.fixed64();
    else if (field === 4) count = reader.fixedCount();
    else if (field === 5) sum = reader.double();
    else if (field === 6) reader.fixedCounts(bucketCounts);
    else if (field === 7) reader.doubles(explicitBounds);
    else if (field === 8) exemplars.push(readExemplar(reader));
    else if (field === 9) readAttribute(reader, attributes);
    else if (field === 10) flags = reader.uint32();
    else if (field === 11) min = reader.double();
    else if (field === 12) max = reader.double();
    else reader.skip();
  }
  const head = { attributes, startTimeUnixNano, timeUnixNano, flags };
  return { ...head, count, sum, min, max, explicitBounds, bucketCounts, exemplars };
}

/** Reads the `ExponentialHistogramDataPoint` that was entered. */
export function readExponentialHistogramPoint(reader: ProtobufReader): ExponentialHistogramPoint {
  const attributes = {};
  const exemplars: Exemplar[] = [];
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let count = 0;
  let sum: number | undefined;
  let min: number | undefined;
  let max: number | undefined;
  let scale = 0;
  let zeroCount = 0;
  let zeroThreshold = 0;
  let positive = NO_BUCKETS;
  let negative = NO_BUCKETS;
  let flags = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) readAttribute(reader, attributes);
    else if (field === 2) startTimeUnixNano = reader.fixed64();
    else if (field === 3) timeUnixNano = reader.fixed64();
    else if (field === 4) count = reader.fixedCount();
    else if (field === 5) sum = reader.double();
    else if (field === 6) scale = reader.sint32();
    else if (field === 7) zeroCount = reader.fixedCount();
    else if (field === 8) positive = readBuckets(reader);
    else if (field === 9) negative = readBuckets(reader);
    else if (field === 10) flags = reader.uint32();
    else if (field === 11) exemplars.push(readExemplar(reader));
    else if (field === 12) min = reader.double();
    else if (field === 13) max = reader.double();
    else if (field === 14) zeroThreshold = reader.double();
    else reader.skip();
  }
  const head = { attributes, startTimeUnixNano, timeUnixNano, flags };
  const buckets = { scale, zeroCount, zeroThreshold, positive, negative };
  return { ...head, count, sum, min, max, ...buckets, exemplars };
}

/** Reads the `SummaryDataPoint` that was entered. */
export function readSummaryPoint(reader: ProtobufReader): SummaryPoint {
  const attributes = {};
  const quantiles: Quantile[] = [];
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let count = 0;
  let sum = 0;
  let flags = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) startTimeUnixNano = reader.fixed64();
    else if (field === 3) timeUnixNano = reader.fixed64();
    else if (field === 4) count = reader.fixedCount();
    else if (field === 5) sum = reader.double();
    else if (field === 6) quantiles.push(readQuantile(reader));
    else if (field === 7) readAttribute(reader, attributes);
    else if (field === 8) flags = reader.uint32();
    else reader.skip();
  }
  return { attributes, startTimeUnixNano, timeUnixNano, flags, count, sum, quantiles };
}

const NO_BUCKETS: ExponentialBuckets = Object.freeze({ offset: 0, bucketCounts: [] });

function readBuckets(reader: ProtobufReader): ExponentialBuckets {
  const bucketCounts: number[] = [];
  let offset = 0;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) offset = reader.sint32();
    else if (field === 2) reader.counts(bucketCounts);
    else reader.skip();
  }
  reader.leave(outer);
  return { offset, bucketCounts };
}

function readQuantile(reader: ProtobufReader): Quantile {
  let quantile = 0;
  let value = 0;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) quantile = reader.double();
    else if (field === 2) value = reader.double();
    else reader.skip();
  }
  reader.leave(outer);
  return { quantile, value };
}

function readExemplar(reader: ProtobufReader): Exemplar {
  const filteredAttributes = {};
  let value: number | bigint | undefined;
  let timeUnixNano = 0n;
  let traceId: string | undefined;
  let spanId: string | undefined;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) timeUnixNano = reader.fixed64();
    else if (field === 3) value = reader.double();
    else if (field === 4) spanId = reader.validId(8);
    else if (field === 5) traceId = reader.validId(16);
    else if (field === 6) value = reader.sfixed64();
    else if (field === 7) readAttribute(reader, filteredAttributes);
    else reader.skip();
  }
  reader.leave(outer);
  return { value, timeUnixNano, filteredAttributes, traceId, spanId };
}
