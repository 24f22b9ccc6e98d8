/** The kind of a span, in the spelling of the OpenTelemetry specification. */
export type SpanKind = 'UNSPECIFIED' | 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

/** The code of a span's status, in the spelling of the OpenTelemetry specification. */
export type StatusCode = 'UNSET' | 'OK' | 'ERROR';

/**
 * The value of an attribute. An integer beyond 2^53 is a `bigint`, an empty value is `null`, and a key-value list is an
 * object.
 */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

/** The attributes of a span, event, link, scope or resource, by key. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The process or service that produced a span. */
export interface Resource {
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

/** The library that created a span. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

/** The status of a span, with the message that was set with it. */
export interface SpanStatus {
  readonly code: StatusCode;
  readonly message: string;
}

/** Something that happened at one moment while a span ran, such as an exception. */
export interface SpanEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** A reference from a span to another one, of any trace. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

/** A finished span as OTLP carries it: ids in lower-case hex, times in nanoseconds since the Unix epoch. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** The id of the parent span, `undefined` for the root of a trace. */
  readonly parentSpanId: string | undefined;
  readonly traceState: string;
  /** The W3C trace flags, and in bits 8 and 9 whether the parent is known to be remote. */
  readonly flags: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  readonly status: SpanStatus;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
}
