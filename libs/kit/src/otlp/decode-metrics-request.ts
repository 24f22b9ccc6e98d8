import { readAttribute } from './decode-attributes.js';
import {
  readExponentialHistogramPoint,
  readHistogramPoint,
  readNumberPoint,
  readSummaryPoint,
} from './decode-data-points.js';
import { decodeRequest } from './decode-envelope.js';
import type { DecodedRequest, Origin } from './decoded.js';
import { TEMPORALITIES } from './enums.js';
import type { Metric, MetricData, Temporality } from './metric.js';
import type { ProtobufReader } from './protobuf-reader.js';

/**
 * Decodes the protobuf bytes of an `ExportMetricsServiceRequest`, and skips unknown fields. A metric whose own bytes are
 * malformed is refused.
 * @throws {MalformedOtlpError} when the bytes are no such message.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
export function decodeMetricsRequest(bytes: Buffer): DecodedRequest<Metric> {
  return decodeRequest(bytes, { read: readMetric });
}

function readMetric(reader: ProtobufReader, { resource, scope }: Origin): Metric {
  const metadata = {};
  let name = '';
  let description = '';
  let unit = '';
  let data: MetricData = { type: 'unknown', points: [] };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text();
    else if (field === 2) description = reader.text();
    else if (field === 3) unit = reader.text();
    else if (field === 12) readAttribute(reader, metadata);
    else data = readData(reader, field) ?? data;
  }
  return { name, description, unit, metadata, ...data, resource, scope };
}

/** Reads a field of `oneof data`; skips one that is none, and returns `undefined`. */
function readData(reader: ProtobufReader, field: number): MetricData | undefined {
  switch (field) {
    case 5:
      return { type: 'gauge', points: readBody(reader, readNumberPoint).points };
    case 7:
      return { type: 'sum', ...readBody(reader, readNumberPoint) };
    case 9: {
      const { temporality, points } = readBody(reader, readHistogramPoint);
      return { type: 'histogram', temporality, points };
    }
    case 10: {
      const { temporality, points } = readBody(reader, readExponentialHistogramPoint);
      return { type: 'exponentialHistogram', temporality, points };
    }
    case 11:
      return { type: 'summary', points: readBody(reader, readSummaryPoint).points };
    default:
      reader.skip();
      return undefined;
  }
}

interface MetricBody<P> {
  readonly temporality: Temporality;
  readonly isMonotonic: boolean;
  readonly points: P[];
}

function readBody<P>(
  reader: ProtobufReader,
  readPoint: (reader: ProtobufReader) => P,
): MetricBody<P> {
  const points: P[] = [];
  let temporality = 0;
  let isMonotonic = false;
  const outer = reader.enter();
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) {
      const body = reader.enter();
      points.push(readPoint(reader));
      reader.leave(body);
    } else if (field === 2) temporality = reader.uint32();
    else if (field === 3) isMonotonic = reader.boolean();
    else reader.skip();
  }
  reader.leave(outer);
  return { temporality: TEMPORALITIES[temporality] ?? 'UNSPECIFIED', isMonotonic, points };
}
