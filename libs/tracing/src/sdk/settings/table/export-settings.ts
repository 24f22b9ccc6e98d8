import { headers } from '#sdk/settings/values/pairs.js';
import { BATCH_SPAN_PROCESSOR, EXPORTER_SELECTION, OTLP_EXPORTER, ours } from './sections.js';
import type { Setting, ValueType } from '#sdk/settings/values/setting.js';
import { choice, choices, file, httpUrl, integer } from '#sdk/settings/values/value-types.js';

/** The least that a queue may take: a span with a long text in each of its attributes takes that much. */
const MEBIBYTE = 1024 * 1024;

const MILLISECONDS = { unit: 'milliseconds', minimum: 0 };
const SPANS = { unit: 'spans', minimum: 1 };

/** A variable of all signals, and the one of traces, which wins. */
function otlp<S extends string, T>(
  suffix: S,
  line: ValueType<T> & Pick<Setting<T>, 'isSecret' | 'defaultInWords' | 'meaning'>,
): Record<`OTEL_EXPORTER_OTLP_${'' | 'TRACES_'}${S}`, Setting<T>> {
  const setting = { ...line, section: OTLP_EXPORTER };
  return {
    [`OTEL_EXPORTER_OTLP_${suffix}`]: setting,
    [`OTEL_EXPORTER_OTLP_TRACES_${suffix}`]: setting,
  } as Record<`OTEL_EXPORTER_OTLP_${'' | 'TRACES_'}${S}`, Setting<T>>;
}

/** Where finished spans go, and how long they wait. */
export const EXPORT_SETTINGS = {
  OTEL_TRACES_EXPORTER: {
    ...choices(
      {
        choices: ['otlp', 'none'],
        unsupported: ['console', 'logging', 'otlp/stdout', 'zipkin'],
        none: 'none',
      },
      ['otlp'],
    ),
    section: EXPORTER_SELECTION,
    meaning: 'Where spans go; `none` samples and propagates, and exports nothing.',
  },
  ...otlp('ENDPOINT', {
    ...httpUrl('http://localhost:4317'),
    defaultInWords: '`http://localhost:4317`, over HTTP `http://localhost:4318`',
    meaning: 'The collector.',
  }),
  ...otlp('PROTOCOL', {
    ...choice(['grpc', 'http/protobuf', 'http/json'], undefined),
    defaultInWords: '`grpc`; `http/protobuf` where the endpoint has port 4318',
    meaning: 'What the collector is spoken to by.',
  }),
  ...otlp('HEADERS', {
    ...headers(),
    isSecret: true,
    meaning: 'What each export says beside the spans, such as a key.',
  }),
  ...otlp('COMPRESSION', {
    ...choice(['none', 'gzip'], undefined),
    defaultInWords: '`none`',
    meaning: 'How exports are compressed.',
  }),
  ...otlp('TIMEOUT', {
    ...integer(MILLISECONDS, undefined),
    defaultInWords: '`10000`',
    meaning: 'How long one attempt to export may take; 0 is no limit.',
  }),
  ...otlp('CERTIFICATE', {
    ...file(),
    defaultInWords: 'those of Node.js',
    meaning: 'The authorities that an `https` endpoint is trusted by.',
  }),
  ...otlp('CLIENT_KEY', {
    ...file(),
    meaning: 'The key by which the process identifies itself.',
  }),
  ...otlp('CLIENT_CERTIFICATE', {
    ...file(),
    meaning: 'The certificate of that key.',
  }),
  OTEL_BSP_SCHEDULE_DELAY: {
    ...integer(MILLISECONDS, 5_000),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'How long a span waits for others to be exported with.',
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    ...integer(MILLISECONDS, 30_000),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'How long the export of a batch may take; 0 is no limit.',
  },
  OTEL_BSP_MAX_QUEUE_SIZE: {
    ...integer(SPANS, 2_048),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'How many spans may wait.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    ...integer(SPANS, 512),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'How many spans are exported at once.',
  },
  TRACING_MAX_QUEUE_BYTES: {
    ...integer({ unit: 'bytes', minimum: MEBIBYTE }, 64 * MEBIBYTE),
    defaultInWords: '`67108864` (64 MiB)',
    section: ours('Losing nothing'),
    meaning: 'How much memory the spans that wait may take.',
  },
} as const;
