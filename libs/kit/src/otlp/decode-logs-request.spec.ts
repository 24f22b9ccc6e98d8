import { describe, expect, it } from '@jest/globals';
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { TRACE_ID } from '../trace/trace.fixture.js';
import { decodeJsonLogsRequest } from './decode-json-logs.js';
import { decodeLogsRequest } from './decode-logs-request.js';
import type { DecodedRequest } from './decoded.js';
import type { LogRecord } from './log-record.js';
import { double, field, fixed64 } from './protobuf.fixture.js';

type SdkLogRecord = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0][number];

const SPAN_ID = '00f067aa0ba902b7';

const WARNING = {
  hrTime: [1_795_000_000, 5],
  hrTimeObserved: [1_795_000_001, 6],
  severityNumber: 13,
  severityText: 'WARN',
  body: { text: 'stock is low', left: [1, 2.5] },
  eventName: 'stock.low',
  attributes: { sku: 'A-1' },
  droppedAttributesCount: 2,
  spanContext: { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 },
  resource: { attributes: { 'service.name': 'orders' } },
  instrumentationScope: { name: 'pino', version: '9' },
} as unknown as SdkLogRecord;

const EXPECTED: LogRecord = {
  timeUnixNano: 1_795_000_000_000_000_005n,
  observedTimeUnixNano: 1_795_000_001_000_000_006n,
  severityNumber: 13,
  severityText: 'WARN',
  body: { text: 'stock is low', left: [1, 2.5] },
  eventName: 'stock.low',
  attributes: { sku: 'A-1' },
  droppedAttributesCount: 2,
  flags: 1,
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  resource: { attributes: { 'service.name': 'orders' }, droppedAttributesCount: 0, schemaUrl: '' },
  scope: { name: 'pino', version: '9', attributes: {}, droppedAttributesCount: 0, schemaUrl: '' },
};

function itemsOf({ items }: DecodedRequest<LogRecord>): LogRecord[] {
  return items.map(({ item }) => item);
}

function json(...logRecords: readonly object[]): object {
  return { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
}

function protobuf(...logRecords: readonly Buffer[]): Buffer {
  return field(1, field(2, ...logRecords.map((record) => field(2, record))));
}

describe('decodeLogsRequest', () => {
  it('reads every field of what the OpenTelemetry SDK writes', () => {
    const bytes = Buffer.from(ProtobufLogsSerializer.serializeRequest([WARNING]) ?? []);
    expect(itemsOf(decodeLogsRequest(bytes))).toEqual([EXPECTED]);
  });

  it('takes a record that has nothing as one outside of any trace', () => {
    expect(itemsOf(decodeLogsRequest(protobuf(Buffer.alloc(0))))).toMatchObject([
      { timeUnixNano: 0n, body: null, attributes: {}, traceId: undefined, spanId: undefined },
    ]);
  });

  it('takes a record whose ids are invalid as one outside of any trace', () => {
    const record = Buffer.concat([field(9, 'short'), field(10, Buffer.alloc(8)), field(12, 'x')]);
    expect(itemsOf(decodeLogsRequest(protobuf(record)))).toMatchObject([
      { eventName: 'x', traceId: undefined, spanId: undefined },
    ]);
  });

  it('refuses a record that is malformed, and takes the others', () => {
    const request = protobuf(field(12, 'a'), double(1, 0.5), fixed64(12, 1n), field(12, 'b'));
    const { items, refusals } = decodeLogsRequest(request);
    expect(items.map(({ item }) => item.eventName)).toEqual(['a', '', 'b']);
    expect(refusals).toEqual([
      { traceId: undefined, reason: 'Expected a field of wire type 2, got 1.' },
    ]);
  });
});

describe('decodeJsonLogsRequest', () => {
  it('reads every field of what the OpenTelemetry SDK writes', () => {
    const text = Buffer.from(JsonLogsSerializer.serializeRequest([WARNING]) ?? []).toString();
    expect(itemsOf(decodeJsonLogsRequest(JSON.parse(text)))).toEqual([EXPECTED]);
  });

  it('takes a record whose ids are invalid as one outside of any trace', () => {
    const record = { traceId: 'short', spanId: '0'.repeat(16), eventName: 'x' };
    expect(itemsOf(decodeJsonLogsRequest(json(record)))).toMatchObject([
      { eventName: 'x', traceId: undefined, spanId: undefined },
    ]);
  });

  it('refuses a record that is malformed, and takes the others', () => {
    const document = json({ eventName: 'a' }, { eventName: 1 }, { eventName: 'b' });
    const { items, refusals } = decodeJsonLogsRequest(document);
    expect(items.map(({ item }) => item.eventName)).toEqual(['a', 'b']);
    expect(refusals).toEqual([
      {
        traceId: undefined,
        reason:
          'Expected resourceLogs[0].scopeLogs[0].logRecords[1].eventName to be a string, got 1.',
      },
    ]);
  });
});
