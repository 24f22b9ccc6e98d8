import type { AttributeValue, Attributes, InstrumentationScope, Resource } from '../trace/span.js';

/** A log record as OTLP carries it: ids in lower-case hex, times in nanoseconds since the Unix epoch. */
export interface LogRecord {
  /** When it happened; 0 when its source does not say. */
  readonly timeUnixNano: bigint;
  /** When the SDK or collector saw it. */
  readonly observedTimeUnixNano: bigint;
  /** From 1 for the finest trace to 24 for the most fatal error; 0 when its source does not say. */
  readonly severityNumber: number;
  /** The severity as its source calls it, such as `WARN`. */
  readonly severityText: string;
  /** The message, or a value of any other type. */
  readonly body: AttributeValue;
  /** The name of the event that the record is, empty for a record that is no event. */
  readonly eventName: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  /** The W3C trace flags. */
  readonly flags: number;
  /** The trace in which the record was written, `undefined` outside of any. */
  readonly traceId: string | undefined;
  /** The span in which the record was written, `undefined` outside of any. */
  readonly spanId: string | undefined;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}
