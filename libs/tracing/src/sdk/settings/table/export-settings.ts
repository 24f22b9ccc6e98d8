import { headers } from '#sdk/settings/values/pairs.js';
import { BATCH_SPAN_PROCESSOR, EXPORTER_SELECTION, OTLP_EXPORTER, ours } from './sections.js';
import type { Setting, ValueType } from '#sdk/settings/values/setting.js';
import { choice, choices, file, httpUrl, integer } from '#sdk/settings/values/value-types.js';

/**
 * The smallest limit of a queue in bytes: a span with a long text in each of its attributes takes as
 * many.
 */
const MEBIBYTE = 1024 * 1024;

const MILLISECONDS = { unit: 'milliseconds', minimum: 0 };
const SPANS = { unit: 'spans', minimum: 1 };

/** Makes two settings of one: the variable for all signals, and that for traces, which wins. */
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

/** The settings that say where finished spans are sent, and how. */
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
    meaning: 'Names the exporter of spans; `none` samples and propagates, but exports nothing.',
  },
  ...otlp('ENDPOINT', {
    ...httpUrl('http://localhost:4317'),
    defaultInWords: '`http://localhost:4317`, over HTTP `http://localhost:4318`',
    meaning: 'Sets the URL of the collector.',
  }),
  ...otlp('PROTOCOL', {
    ...choice(['grpc', 'http/protobuf', 'http/json'], undefined),
    defaultInWords: '`grpc`; `http/protobuf` where the endpoint has port 4318',
    meaning: 'Chooses the protocol in which spans are sent to the collector.',
  }),
  ...otlp('HEADERS', {
    ...headers(),
    isSecret: true,
    meaning: 'Adds headers to each export, such as an API key.',
  }),
  ...otlp('COMPRESSION', {
    ...choice(['none', 'gzip'], undefined),
    defaultInWords: '`none`',
    meaning: 'Chooses the compression of exports.',
  }),
  ...otlp('TIMEOUT', {
    ...integer(MILLISECONDS, undefined),
    defaultInWords: '`10000`',
    meaning: 'Limits the time of one attempt to export; 0 means no limit.',
  }),
  ...otlp('CERTIFICATE', {
    ...file(),
    defaultInWords: 'those of Node.js',
    meaning:
      'Names the file of the certificate authorities that an `https` endpoint is verified by.',
  }),
  ...otlp('CLIENT_KEY', {
    ...file(),
    meaning: 'Names the file of the private key by which the process identifies itself.',
  }),
  ...otlp('CLIENT_CERTIFICATE', {
    ...file(),
    meaning: 'Names the file of the certificate that belongs to the client key.',
  }),
  OTEL_BSP_SCHEDULE_DELAY: {
    ...integer(MILLISECONDS, 5_000),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'Limits the time that a span waits for others of its batch.',
  },
  OTEL_BSP_EXPORT_TIMEOUT: {
    ...integer(MILLISECONDS, 30_000),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'Limits the time of the export of a batch; 0 means no limit.',
  },
  OTEL_BSP_MAX_QUEUE_SIZE: {
    ...integer(SPANS, 2_048),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'Limits the number of spans that wait in the queue.',
  },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: {
    ...integer(SPANS, 512),
    section: BATCH_SPAN_PROCESSOR,
    meaning: 'Limits the number of spans in a batch.',
  },
  TRACING_MAX_QUEUE_BYTES: {
    ...integer({ unit: 'bytes', minimum: MEBIBYTE }, 64 * MEBIBYTE),
    defaultInWords: '`67108864` (64 MiB)',
    section: ours('Losing nothing'),
    meaning: 'Limits the memory of the spans that wait in the queue.',
  },
  TRACING_TEST_LEDGER: {
    ...choice(['on', 'off'], 'off'),
    section: ours('Announcing spans to tests'),
    meaning:
      'Announces each sampled span when it starts and when it ends, for tests that wait for it.',
  },
} as const;
