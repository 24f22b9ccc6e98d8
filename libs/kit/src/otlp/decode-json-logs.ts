import type { DecodedRequest, Origin } from './decoded.js';
import { readAnyValue, readAttributed } from './json-attributes.js';
import { type JsonItemDecoder, decodeJsonRequest } from './json-envelope.js';
import type { JsonMessage } from './json-message.js';
import type { LogRecord } from './log-record.js';

const LOGS: JsonItemDecoder<LogRecord> = {
  resources: 'resourceLogs',
  scopes: 'scopeLogs',
  items: 'logRecords',
  read: readLogRecord,
};

/**
 * Decodes an `ExportLogsServiceRequest` in JSON, and skips unknown fields. A record that is not as OTLP demands is refused;
 * one whose ids are invalid belongs to no trace.
 * @throws {MalformedOtlpError} when what is around the records is not as OTLP demands.
 */
export function decodeJsonLogsRequest(document: unknown): DecodedRequest<LogRecord> {
  return decodeJsonRequest(document, LOGS);
}

function readLogRecord(record: JsonMessage, { resource, scope }: Origin): LogRecord {
  return {
    timeUnixNano: record.uint64('timeUnixNano'),
    observedTimeUnixNano: record.uint64('observedTimeUnixNano'),
    severityNumber: record.uint32('severityNumber'),
    severityText: record.text('severityText'),
    body: readAnyValue(record.message('body'), {}, 'body'),
    eventName: record.text('eventName'),
    ...readAttributed(record),
    flags: record.uint32('flags'),
    traceId: record.validId('traceId', 32),
    spanId: record.validId('spanId', 16),
    resource,
    scope,
  };
}
