import { describe, expect, it } from '@jest/globals';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { decodeJsonMetricsRequest } from './decode-json-metrics.js';
import { decodeMetricsRequest } from './decode-metrics-request.js';
import type { DecodedRequest } from './decoded.js';
import type { Metric } from './metric.js';
import { double, field, fixed64, varint } from './protobuf.fixture.js';

type SdkMetrics = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];

const SPAN_ID = '00f067aa0ba902b7';
const START = 1_795_000_000_000_000_000n;
const END = 1_795_000_001_000_000_000n;

const TIMES = { startTime: [1_795_000_000, 0], endTime: [1_795_000_001, 0] };

const POINT = { attributes: { method: 'GET' }, ...TIMES };

/** Makes a metric as the SDK passes it to its exporters; `dataPointType` and `temporality` are its numbers. */
function sdkMetric(
  name: string,
  dataPointType: number,
  temporality: number,
  value: unknown,
  more: object = {},
): object {
  return {
    descriptor: {
      name,
      description: 'about it',
      unit: 'ms',
      valueType: Number.isInteger(value) ? 0 : 1,
    },
    aggregationTemporality: temporality,
    dataPointType,
    dataPoints: [{ ...POINT, value }],
    ...more,
  };
}

const SDK_METRICS = {
  resource: { attributes: { 'service.name': 'orders' } },
  scopeMetrics: [
    {
      scope: { name: 'meter', version: '1' },
      metrics: [
        sdkMetric('load', 2, 1, 0.5),
        sdkMetric('orders', 3, 0, 42, { isMonotonic: true }),
        sdkMetric('duration', 0, 1, {
          count: 3,
          sum: 60.5,
          min: 0.5,
          max: 40,
          buckets: { boundaries: [1, 10], counts: [1, 0, 2] },
        }),
        sdkMetric('sizes', 1, 0, {
          count: 4,
          sum: 100.5,
          min: -3,
          max: 50.5,
          scale: -2,
          zeroCount: 1,
          positive: { offset: -3, bucketCounts: [2, 0, 200] },
          negative: { offset: 5, bucketCounts: [1] },
        }),
      ],
    },
  ],
} as unknown as SdkMetrics;

const HEAD = {
  description: 'about it',
  unit: 'ms',
  metadata: {},
  resource: { attributes: { 'service.name': 'orders' }, droppedAttributesCount: 0, schemaUrl: '' },
  scope: { name: 'meter', version: '1', attributes: {}, droppedAttributesCount: 0, schemaUrl: '' },
};

const POINT_HEAD = {
  attributes: { method: 'GET' },
  startTimeUnixNano: START,
  timeUnixNano: END,
  flags: 0,
};

const EXPECTED: readonly Metric[] = [
  { ...HEAD, name: 'load', type: 'gauge', points: [{ ...POINT_HEAD, value: 0.5, exemplars: [] }] },
  {
    ...HEAD,
    name: 'orders',
    type: 'sum',
    temporality: 'DELTA',
    isMonotonic: true,
    points: [{ ...POINT_HEAD, value: 42, exemplars: [] }],
  },
  {
    ...HEAD,
    name: 'duration',
    type: 'histogram',
    temporality: 'CUMULATIVE',
    points: [
      {
        ...POINT_HEAD,
        count: 3,
        sum: 60.5,
        min: 0.5,
        max: 40,
        explicitBounds: [1, 10],
        bucketCounts: [1, 0, 2],
        exemplars: [],
      },
    ],
  },
  {
    ...HEAD,
    name: 'sizes',
    type: 'exponentialHistogram',
    temporality: 'DELTA',
    points: [
      {
        ...POINT_HEAD,
        count: 4,
        sum: 100.5,
        min: -3,
        max: 50.5,
        scale: -2,
        zeroCount: 1,
        zeroThreshold: 0,
        positive: { offset: -3, bucketCounts: [2, 0, 200] },
        negative: { offset: 5, bucketCounts: [1] },
        exemplars: [],
      },
    ],
  },
];

function itemsOf({ items }: DecodedRequest<Metric>): Metric[] {
  return items.map(({ item }) => item);
}

function protobuf(...metrics: readonly Buffer[]): Buffer {
  return field(1, field(2, ...metrics.map((metric) => field(2, metric))));
}

function json(...metrics: readonly object[]): object {
  return { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
}

const EXEMPLAR = {
  value: 0.5,
  timeUnixNano: END,
  filteredAttributes: { id: 7 },
  traceId: TRACE_ID,
  spanId: SPAN_ID,
};

const SUMMARY = {
  name: 'latency',
  type: 'summary',
  points: [
    {
      flags: 1,
      count: 2,
      sum: 3.5,
      quantiles: [
        { quantile: 0.5, value: 1.5 },
        { quantile: 1, value: 2 },
      ],
    },
  ],
};

describe('decodeMetricsRequest', () => {
  it('reads every kind of metric that the OpenTelemetry SDK writes', () => {
    const bytes = Buffer.from(ProtobufMetricsSerializer.serializeRequest(SDK_METRICS) ?? []);
    expect(itemsOf(decodeMetricsRequest(bytes))).toEqual(EXPECTED);
  });

  it('reads a summary', () => {
    const quantile = (at: number, value: number): Buffer =>
      field(6, double(1, at), double(2, value));
    const point = [
      fixed64(4, 2n),
      double(5, 3.5),
      quantile(0.5, 1.5),
      quantile(1, 2),
      varint(8, 1),
    ];
    const metric = Buffer.concat([field(1, 'latency'), field(11, field(1, ...point))]);
    expect(itemsOf(decodeMetricsRequest(protobuf(metric)))).toMatchObject([SUMMARY]);
  });

  it('reads exemplars, with the spans in which they were measured', () => {
    const id = field(7, field(1, 'id'), field(2, varint(3, 7)));
    const ids = [field(4, Buffer.from(SPAN_ID, 'hex')), field(5, Buffer.from(TRACE_ID, 'hex'))];
    const exemplar = [fixed64(2, END), double(3, 0.5), ...ids, id];
    const point = field(1, fixed64(6, -5n), field(5, ...exemplar));
    expect(itemsOf(decodeMetricsRequest(protobuf(field(5, point))))).toMatchObject([
      { type: 'gauge', points: [{ value: -5, exemplars: [EXEMPLAR] }] },
    ]);
  });

  it('reads counts and bounds that are not packed, and metadata', () => {
    const count = (value: bigint): Buffer => fixed64(6, value);
    const point = field(1, count(1n), count(2n), double(7, 0.5));
    const metadata = field(12, field(1, 'origin'), field(2, field(1, 'test')));
    expect(
      itemsOf(decodeMetricsRequest(protobuf(Buffer.concat([field(9, point), metadata])))),
    ).toMatchObject([
      { metadata: { origin: 'test' }, points: [{ bucketCounts: [1, 2], explicitBounds: [0.5] }] },
    ]);
  });

  it('takes a point without a value, a metric without points, and a kind that it does not know', () => {
    const metrics = protobuf(field(5, field(1, varint(8, 1))), field(7), field(1, 'later'));
    expect(itemsOf(decodeMetricsRequest(metrics))).toMatchObject([
      { type: 'gauge', points: [{ value: undefined, flags: 1 }] },
      { type: 'sum', temporality: 'UNSPECIFIED', isMonotonic: false, points: [] },
      { type: 'unknown', name: 'later', points: [] },
    ]);
  });

  it('refuses a metric that is malformed, and takes the others', () => {
    const { items, refusals } = decodeMetricsRequest(
      protobuf(field(1, 'a'), field(5, field(1, varint(4, 1))), field(1, 'b')),
    );
    expect(items.map(({ item }) => item.name)).toEqual(['a', 'b']);
    expect(refusals).toEqual([
      { traceId: undefined, reason: 'Expected a field of wire type 1, got 0.' },
    ]);
  });
});

describe('decodeJsonMetricsRequest', () => {
  it('reads every kind of metric that the OpenTelemetry SDK writes', () => {
    const text = Buffer.from(JsonMetricsSerializer.serializeRequest(SDK_METRICS) ?? []).toString();
    expect(itemsOf(decodeJsonMetricsRequest(JSON.parse(text)))).toEqual(EXPECTED);
  });

  it('reads a summary, exemplars, and numbers that are written as text', () => {
    const exemplar = {
      asDouble: '0.5',
      timeUnixNano: String(END),
      filteredAttributes: [{ key: 'id', value: { intValue: '7' } }],
      traceId: TRACE_ID.toUpperCase(),
      spanId: SPAN_ID,
    };
    const quantileValues = [
      { quantile: 0.5, value: 1.5 },
      { quantile: 1, value: '2' },
    ];
    const summary = { dataPoints: [{ flags: 1, count: '2', sum: 3.5, quantileValues }] };
    const document = json(
      { name: 'latency', summary },
      { gauge: { dataPoints: [{ asInt: '-5', exemplars: [exemplar] }] } },
    );
    expect(itemsOf(decodeJsonMetricsRequest(document))).toMatchObject([
      SUMMARY,
      { type: 'gauge', points: [{ value: -5, exemplars: [EXEMPLAR] }] },
    ]);
  });

  it.each([
    [{ gauge: [] }, 'gauge to be an object, got a list.'],
    [
      { histogram: { dataPoints: [{ bucketCounts: ['x'] }] } },
      'bucketCounts to be a list of integers',
    ],
    [
      { histogram: { dataPoints: [{ explicitBounds: [{}] }] } },
      'explicitBounds to be a list of numbers',
    ],
    [
      { exponentialHistogram: { dataPoints: [{ scale: 2 ** 40 }] } },
      'scale to be a 32-bit integer',
    ],
  ])('refuses the metric %j, and takes the others', (metric, reason) => {
    const { items, refusals } = decodeJsonMetricsRequest(
      json({ name: 'a' }, metric, { name: 'b' }),
    );
    expect(items.map(({ item }) => item.name)).toEqual(['a', 'b']);
    expect(refusals).toMatchObject([{ reason: expect.stringContaining(reason) }]);
  });
});
