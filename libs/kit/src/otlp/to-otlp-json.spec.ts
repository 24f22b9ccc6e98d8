import { describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { decodeOtlpJson } from './decode-otlp-json.js';
import { decodeTraceRequest } from './decode-trace-request.js';
import { double, field, varint } from './protobuf.fixture.js';
import { type ReadableSpan, readableSpan } from './readable-span.fixture.js';
import { toOtlpJson } from './to-otlp-json.js';

describe('toOtlpJson', () => {
  it('says what the JSON exporter of the OpenTelemetry SDK says', () => {
    const span: ReadableSpan = {
      ...readableSpan(),
      parentSpanContext: {
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        traceFlags: 1,
        isRemote: true,
      },
      attributes: { text: 'a', flag: true, ratio: 0.5, list: ['a', 'b'] },
      events: [
        {
          name: 'fraud.reviewed',
          time: [1_795_000_000, 5],
          attributes: { score: 0.5 },
        },
      ],
      links: [{ context: { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 } }],
      status: { code: SpanStatusCode.ERROR, message: 'declined' },
    };
    const request = Buffer.from(ProtobufTraceSerializer.serializeRequest([span]) ?? []);
    const trace = new Trace(decodeTraceRequest(request).items.map(({ item }) => item));
    const official: unknown = JSON.parse(
      Buffer.from(JsonTraceSerializer.serializeRequest([span]) ?? []).toString(),
    );
    expect(JSON.parse(JSON.stringify(toOtlpJson(trace)))).toMatchObject(official as object);
  });

  it('groups the spans by resource and scope, in whatever order they arrived', () => {
    const { resourceSpans } = JSON.parse(JSON.stringify(toOtlpJson(declinedOrder()))) as {
      resourceSpans: { resource: { attributes: unknown }; scopeSpans: { spans: unknown[] }[] }[];
    };
    expect(
      resourceSpans.map(({ resource, scopeSpans }) => [
        resource.attributes,
        scopeSpans.map(({ spans }) => spans.length),
      ]),
    ).toEqual([
      [[{ key: 'service.name', value: { stringValue: 'orders' } }], [4]],
      [[{ key: 'service.name', value: { stringValue: 'users' } }], [5]],
      [[{ key: 'service.name', value: { stringValue: 'payments' } }], [4]],
    ]);
  });

  it('writes 64-bit integers as strings and every kind of value by its name', () => {
    const [span] = makeSpans({
      service: 'orders',
      name: 'a',
      at: [0, 1],
      attributes: {
        integer: 42,
        big: 2n ** 62n,
        ratio: 0.5,
        endless: Infinity,
        huge: 1e300,
        nothing: null,
        bytes: Uint8Array.of(1, 2),
        map: { key: ['x', true] },
      },
    });
    const document = JSON.stringify(toOtlpJson(new Trace(span ? [span] : [])));
    expect(document).toContain('"startTimeUnixNano":"1795000000000000000"');
    expect(document).toContain(
      `"attributes":${JSON.stringify([
        { key: 'integer', value: { intValue: '42' } },
        { key: 'big', value: { intValue: '4611686018427387904' } },
        { key: 'ratio', value: { doubleValue: 0.5 } },
        { key: 'endless', value: { doubleValue: 'Infinity' } },
        { key: 'huge', value: { doubleValue: 1e300 } },
        { key: 'nothing', value: {} },
        { key: 'bytes', value: { bytesValue: 'AQI=' } },
        {
          key: 'map',
          value: {
            kvlistValue: {
              values: [
                {
                  key: 'key',
                  value: { arrayValue: { values: [{ stringValue: 'x' }, { boolValue: true }] } },
                },
              ],
            },
          },
        },
      ])}`,
    );
  });

  it('writes a whole number that came as a double as a double, in whatever it is', () => {
    const values = [5, 0, 5.5, 1e300].map((value) => field(1, double(4, value)));
    const pair = (key: string, value: Buffer): Buffer =>
      Buffer.concat([field(1, key), field(2, value)]);
    const attributes = [
      field(9, pair('price', double(4, 5))),
      field(9, pair('count', varint(3, 5))),
      field(9, pair('list', field(5, ...values, field(1, varint(3, 5))))),
      field(9, pair('map', field(6, field(1, pair('price', double(4, 5)))))),
    ];
    const ids = [field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 2))];
    const request = field(1, field(2, field(2, ...ids, ...attributes)));
    const spans = decodeTraceRequest(request).items.map(({ item }) => item);
    expect(spans[0]?.attributes).toEqual({
      price: 5,
      count: 5,
      list: [5, 0, 5.5, 1e300, 5],
      map: { price: 5 },
    });

    const document = JSON.stringify(toOtlpJson(new Trace(spans)));
    const five = { doubleValue: 5 };
    const list = [
      five,
      { doubleValue: 0 },
      { doubleValue: 5.5 },
      { doubleValue: 1e300 },
      { intValue: '5' },
    ];
    expect(document).toContain(
      `"attributes":${JSON.stringify([
        { key: 'price', value: five },
        { key: 'count', value: { intValue: '5' } },
        { key: 'list', value: { arrayValue: { values: list } } },
        { key: 'map', value: { kvlistValue: { values: [{ key: 'price', value: five }] } } },
      ])}`,
    );
    const readBack = decodeOtlpJson(JSON.parse(document));
    expect(JSON.stringify(toOtlpJson(new Trace(readBack)))).toBe(document);
  });
});
