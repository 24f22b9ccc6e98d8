import { type HrTime, TraceFlags, type TracerProvider as ApiProvider } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanProcessor,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace';
import { EncodedSpans } from '#sdk/export/encoded-spans.js';
import { JSON_ENCODING } from '#sdk/recorder/otlp/json-encoding.js';
import type { OtlpEncoding } from '#sdk/recorder/otlp/otlp-encoding.js';
import { PROTOBUF } from '#sdk/recorder/otlp/protobuf-encoding.js';
import { fieldsOf } from '#sdk/recorder/otlp/span-fields.js';
import { Recorder } from '#sdk/recorder/recorder.js';

/** A tracer provider, and the OTLP requests that a collector gets of the spans that it has made. */
export interface ExportingProvider {
  readonly provider: ApiProvider & Pick<TracerProvider, 'forceFlush' | 'shutdown'>;
  /**
   * Returns the requests of all sampled spans that ended before the provider was shut down, once the attributes of the
   * resource are known.
   */
  exported(): Promise<Exported>;
}

/** The bodies of OTLP requests, which hold the same spans in both encodings. */
export interface Exported {
  readonly protobuf: readonly Uint8Array[];
  readonly json: readonly Uint8Array[];
}

export type CreateProvider = (options: TracerProviderOptions) => ExportingProvider;

/** Changes a span, doubles it or leaves it out, before it is exported. */
export type Rewrite = (span: ReadableSpan) => readonly ReadableSpan[];

/** Creates the provider of OpenTelemetry's SDK, whose spans its own serializers write. */
export function createSdkProvider(
  options: TracerProviderOptions,
  rewrite: Rewrite = (span) => [span],
): ExportingProvider {
  const ended: ReadableSpan[] = [];
  let isShutDown = false;
  const queue: SpanProcessor = {
    onStart() {},
    onEnd: (span) => {
      if (span.spanContext().traceFlags & 1 && !isShutDown) ended.push(span);
    },
    forceFlush: () => Promise.resolve(),
    async shutdown() {
      isShutDown = true;
    },
  };
  const spanProcessors = [...(options.spanProcessors ?? []), queue];
  return {
    provider: new TracerProvider({ ...options, spanProcessors }),
    async exported() {
      for (const { resource } of ended) await resource.waitForAsyncAttributes?.();
      const spans = ended.flatMap(rewrite);
      return {
        protobuf: spans.length > 0 ? [bytesOf(ProtobufTraceSerializer, spans)] : [],
        json: spans.map((span) => bytesOf(JsonTraceSerializer, [withWritableTimes(span)])),
      };
    },
  };
}

/** Creates the provider of this library, whose spans the queue of the export writes. */
export const createRecorderProvider: CreateProvider = (options) => {
  const protobuf = emptySpans(PROTOBUF);
  const json = emptySpans(JSON_ENCODING);
  let isShutDown = false;
  const queue: SpanProcessor = {
    onStart() {},
    onEnd(span) {
      const fields = fieldsOf(span);
      if ((fields.ids.traceFlags & TraceFlags.SAMPLED) === 0 || isShutDown) return;
      protobuf.add(fields);
      json.add(fields);
    },
    forceFlush: () => Promise.resolve(),
    async shutdown() {
      isShutDown = true;
    },
  };
  const {
    sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    resource = defaultResource(),
    spanLimits,
  } = options;
  const spanProcessors = [...(options.spanProcessors ?? []), queue];
  return {
    provider: new Recorder({
      sampler,
      followsLocalParent: sampler instanceof ParentBasedSampler,
      resource,
      ...(spanLimits && { spanLimits }),
      spanProcessors,
    }),
    async exported() {
      await resource.waitForAsyncAttributes?.();
      return { protobuf: requestsOf(protobuf), json: requestsOf(json) };
    },
  };
};

function emptySpans(encoding: OtlpEncoding): EncodedSpans {
  return new EncodedSpans(encoding, { spans: 10_000, bytes: Infinity });
}

function requestsOf(spans: EncodedSpans): Uint8Array[] {
  return spans.size > 0 ? [spans.oldest(spans.size).toRequest()] : [];
}

function bytesOf(serializer: typeof JsonTraceSerializer, spans: ReadableSpan[]): Uint8Array {
  const bytes = serializer.serializeRequest(spans);
  if (!bytes) throw new Error('Expected a request, but the serializer returned none.');
  return bytes;
}

/** Replaces times that are no numbers by 0, as the protobuf encoder does; the JSON encoder throws an error for them. */
function withWritableTimes(span: ReadableSpan): ReadableSpan {
  return changed(span, {
    startTime: writable(span.startTime),
    endTime: writable(span.endTime),
    events: span.events.map((event) => ({ ...event, time: writable(event.time) })),
  });
}

function writable(time: HrTime): HrTime {
  return time.every(Number.isFinite) ? time : [0, 0];
}

/** Some fields of an object, of which those that are `undefined` are to be taken away. */
export type Fields<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** Returns a span that differs from `span` in some fields. */
export function changed(span: ReadableSpan, fields: Fields<ReadableSpan>): ReadableSpan {
  const descriptors = Object.entries(fields).map(([key, value]) => [key, { value }] as const);
  return Object.create(span, Object.fromEntries(descriptors)) as ReadableSpan;
}
