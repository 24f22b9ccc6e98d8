/** A time as OpenTelemetry's SDKs give it: seconds, then nanoseconds. */
type HrTime = readonly [seconds: number, nanos: number];

interface Context {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean | undefined;
  readonly traceState?: { serialize(): string } | undefined;
}

type RawAttributes = Readonly<Record<string, unknown>>;

/**
 * A span as an SDK for JavaScript hands it to its span processors: the part of `ReadableSpan` that the kit reads, so that it
 * imports no SDK. Versions 2 and 3 of `@opentelemetry/sdk-trace` and of its predecessors have it.
 */
export interface ReadableSpan {
  readonly name: string;
  readonly kind: number;
  spanContext(): Context;
  readonly parentSpanContext?: Context | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly attributes: RawAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTime;
    readonly attributes?: RawAttributes | undefined;
    readonly droppedAttributesCount?: number | undefined;
  }[];
  readonly links: readonly {
    readonly context: Context;
    readonly attributes?: RawAttributes | undefined;
    readonly droppedAttributesCount?: number | undefined;
  }[];
  readonly resource: { readonly attributes: RawAttributes };
  readonly instrumentationScope: {
    readonly name: string;
    readonly version?: string | undefined;
    readonly schemaUrl?: string | undefined;
  };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  /** The time of each event by the clock of the recorder: only spans that the recorder itself makes have it. */
  readonly eventTimes?: readonly bigint[];
}
