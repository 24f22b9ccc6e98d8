import type { Section } from '#sdk/settings/values/setting.js';

const SPECIFICATION = 'https://opentelemetry.io/docs/specs/otel';
const VARIABLES = `${SPECIFICATION}/configuration/sdk-environment-variables`;

/* The sections of OpenTelemetry's specification that define a variable. */
export const GENERAL: Section = {
  title: 'General SDK Configuration',
  url: `${VARIABLES}/#general-sdk-configuration`,
};
export const BATCH_SPAN_PROCESSOR: Section = {
  title: 'Batch Span Processor',
  url: `${VARIABLES}/#batch-span-processor`,
};
export const ATTRIBUTE_LIMITS: Section = {
  title: 'Attribute Limits',
  url: `${VARIABLES}/#attribute-limits`,
};
export const SPAN_LIMITS: Section = { title: 'Span Limits', url: `${VARIABLES}/#span-limits` };
export const EXPORTER_SELECTION: Section = {
  title: 'Exporter Selection',
  url: `${VARIABLES}/#exporter-selection`,
};
export const OTLP_EXPORTER: Section = {
  title: 'OTLP Exporter',
  url: `${SPECIFICATION}/protocol/exporter/#configuration-options`,
};
export const EXCEPTIONS: Section = {
  title: 'Semantic Conventions for Exceptions',
  url: 'https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/',
};
export const LANGUAGE_SPECIFIC: Section = {
  title: 'Language Specific Environment Variables',
  url: `${VARIABLES}/#language-specific-environment-variables`,
};

/** Returns the section of this library's README that has the title `title`. */
export function ours(title: string): Section {
  return { title, url: `#${title.toLowerCase().replaceAll(' ', '-')}` };
}
