import { MalformedOtlpError } from './errors.js';
import { JsonMessage } from './json-message.js';

/** A span that a service says has started. */
interface StartedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** The name that the span had when it started. */
  readonly name: string;
}

/** A span that a service says has ended, and is about to export. */
type EndedSpan = Omit<StartedSpan, 'name'>;

/** What hears of the spans that services announce; `stream` stands for the connection over which one did. */
export interface LedgerListener {
  started(span: StartedSpan, stream: object): void;
  ended(span: EndedSpan, stream: object): void;
  /** Is called when a stream has broken within its body, so that the process is gone whose spans it announced. */
  closed(stream: object): void;
}

/**
 * Reads a line of the in-flight ledger, and passes what it announces to the listener. Unknown fields are ignored.
 * @throws {MalformedOtlpError} when the line is not a JSON object with a `service`, and with a `start` or an `end` that
 * names a span.
 *
 * @example
 * {"service":"orders","start":{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","name":"GET"}}
 * {"service":"orders","end":{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}}
 */
export function readLedgerLine(line: string, stream: object, listener: LedgerListener): void {
  const message = new JsonMessage(parse(line), '');
  const service = message.text('service');
  if (service === '') message.refuse('service', 'the name of a service');
  if (message.has('start')) {
    const start = message.message('start');
    listener.started({ service, ...readIds(start), name: start.text('name') }, stream);
  }
  if (message.has('end')) listener.ended({ service, ...readIds(message.message('end')) }, stream);
  if (!message.has('start') && !message.has('end')) message.refuse('start', 'there, or an end');
}

function readIds(span: JsonMessage): Pick<StartedSpan, 'traceId' | 'spanId'> {
  return { traceId: requireId(span, 'traceId', 32), spanId: requireId(span, 'spanId', 16) };
}

function requireId(span: JsonMessage, name: string, digits: number): string {
  return span.id(name, digits) ?? span.refuse(name, `${digits} hex digits that are not all zero`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new MalformedOtlpError('a line of JSON', JSON.stringify(line.slice(0, 40)));
  }
}
