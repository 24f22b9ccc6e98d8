import type { AttributeValue } from '../trace/span.js';
import { readAnyValue, readAttribute } from './decode-attributes.js';
import { decodeRequest } from './decode-envelope.js';
import type { DecodedRequest, Origin } from './decoded.js';
import type { LogRecord } from './log-record.js';
import type { ProtobufReader } from './protobuf-reader.js';

/**
 * Decodes the protobuf bytes of an `ExportLogsServiceRequest`, and skips unknown fields. A record whose own bytes are
 * malformed is refused; one whose ids are invalid belongs to no trace, as OTLP demands.
 * @throws {MalformedOtlpError} when the bytes are no such message.
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 */
export function decodeLogsRequest(bytes: Buffer): DecodedRequest<LogRecord> {
  return decodeRequest(bytes, { read: readLogRecord });
}

function readLogRecord(reader: ProtobufReader, { resource, scope }: Origin): LogRecord {
  const attributes = {};
  let timeUnixNano = 0n;
  let observedTimeUnixNano = 0n;
  let severityNumber = 0;
  let severityText = '';
  let body: AttributeValue = null;
  let eventName = '';
  let droppedAttributesCount = 0;
  let flags = 0;
  let traceId: string | undefined;
  let spanId: string | undefined;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    switch (field) {
      case 1:
        timeUnixNano = reader.fixed64();
        break;
      case 2:
        severityNumber = reader.uint32();
        break;
      case 3:
        severityText = reader.text();
        break;
      case 5:
        body = readBody(reader);
        break;
      case 6:
        readAttribute(reader, attributes);
        break;
      case 7:
        droppedAttributesCount = reader.uint32();
        break;
      case 8:
        flags = reader.fixed32();
        break;
      case 9:
        traceId = reader.validId(16);
        break;
      case 10:
        spanId = reader.validId(8);
        break;
      case 11:
        observedTimeUnixNano = reader.fixed64();
        break;
      case 12:
        eventName = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return {
    timeUnixNano,
    observedTimeUnixNano,
    severityNumber,
    severityText,
    body,
    eventName,
    attributes,
    droppedAttributesCount,
    flags,
    traceId,
    spanId,
    resource,
    scope,
  };
}

function readBody(reader: ProtobufReader): AttributeValue {
  const outer = reader.enter();
  const body = readAnyValue(reader, {}, 'body');
  reader.leave(outer);
  return body;
}
