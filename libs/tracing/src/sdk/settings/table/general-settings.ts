import { attributes } from '#sdk/settings/values/pairs.js';
import { EXCEPTIONS, EXPORTER_SELECTION, GENERAL, LANGUAGE_SPECIFIC, ours } from './sections.js';
import { choice, choices, flag, text, texts } from '#sdk/settings/values/value-types.js';

/** The settings of the start, of the resource and of what is traced. */
export const GENERAL_SETTINGS = {
  OTEL_SERVICE_NAME: {
    ...text('a name'),
    defaultInWords: '`unknown_service:node`',
    section: GENERAL,
    meaning: 'Sets the name of the service.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    ...attributes(),
    section: GENERAL,
    meaning: 'Sets further attributes of the resource, such as `service.version=1.2.0`.',
  },
  OTEL_NODE_RESOURCE_DETECTORS: {
    ...choices(
      {
        choices: ['env', 'host', 'os', 'process', 'serviceinstance', 'all', 'none'],
        unsupported: ['alibaba', 'aws', 'azure', 'container', 'gcp'],
        none: 'none',
      },
      undefined,
    ),
    defaultInWords:
      '`service.instance.id`, `host.name`, `process.pid` and `process.runtime.version`',
    section: LANGUAGE_SPECIFIC,
    meaning:
      'Chooses the detectors of resource attributes; `process.command_args` is never exported.',
  },
  OTEL_SDK_DISABLED: {
    ...flag(false),
    section: GENERAL,
    meaning: 'Disables tracing.',
  },
  OTEL_LOG_LEVEL: {
    ...choice(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'], undefined),
    defaultInWords: 'warnings of this library alone',
    section: GENERAL,
    meaning: 'Sets the least level at which OpenTelemetry’s own messages go to standard error.',
  },
  TRACING_REQUIRED: {
    ...flag(false),
    section: ours('Where tracing cannot start'),
    meaning: 'Makes the process stop if tracing cannot start.',
  },
  TRACING_PRESET: {
    ...choice(['native', 'standard'], 'native'),
    section: ours('Presets'),
    meaning:
      'Chooses whether this library or OpenTelemetry’s instrumentations trace requests and queries.',
  },
  TRACING_EXCLUDED_PATHS: {
    ...texts('pathnames with commas between them'),
    defaultInWords: '`/health`, `/health/*`, `/healthz`, `/livez`, `/readyz`, `/metrics`',
    section: ours('Requests'),
    meaning: 'Pathnames that are not traced, with `*` for any characters.',
  },
  OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: {
    ...texts('conventions with commas between them, of which logs and logs/dup are read'),
    defaultInWords: 'events of their spans',
    section: EXCEPTIONS,
    meaning: 'Records exceptions as log records with `logs`, or as both with `logs/dup`.',
  },
  OTEL_METRICS_EXPORTER: {
    ...choices(
      {
        choices: ['otlp', 'prometheus', 'console', 'none'],
        unsupported: ['logging', 'otlp/stdout'],
        none: 'none',
      },
      undefined,
    ),
    section: EXPORTER_SELECTION,
    meaning: 'Names the exporter of metrics, with the preset `standard`.',
  },
  OTEL_LOGS_EXPORTER: {
    ...choices(
      {
        choices: ['otlp', 'console', 'none'],
        unsupported: ['logging', 'otlp/stdout'],
        none: 'none',
      },
      undefined,
    ),
    section: EXPORTER_SELECTION,
    meaning: 'Names the exporter of log records, with the preset `standard`.',
  },
} as const;
