import { PACKAGE_VERSION } from '#span/version.js';
import { readSetting } from '#sdk/settings/read-setting.js';
import { type TransferOptions, readTransferOptions } from '#sdk/export/otlp/transfer-options.js';

/** The configuration of an exporter over HTTP. */
export interface HttpConfiguration extends TransferOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads the configuration from the environment. The headers that OTLP requires win over those of the environment. */
export function readHttpConfiguration(contentType: string): HttpConfiguration {
  return {
    ...readTransferOptions(),
    url: readUrl(),
    headers: {
      ...readHeaders(),
      'content-type': contentType,
      'user-agent': `traced-nest/${PACKAGE_VERSION}`,
    },
  };
}

/**
 * Reads the URL of traces: that of traces as it is, or that of all signals with the path of traces.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 */
function readUrl(): URL {
  const ofTraces = readSetting('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (ofTraces) return ofTraces;
  const url = readSetting('OTEL_EXPORTER_OTLP_ENDPOINT') ?? new URL('http://localhost:4318');
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url;
}

/** Reads the headers, by their names in lower case: one of traces replaces that of all signals. */
function readHeaders(): Record<string, string> {
  const headers = [
    ...Object.entries(readSetting('OTEL_EXPORTER_OTLP_HEADERS')),
    ...Object.entries(readSetting('OTEL_EXPORTER_OTLP_TRACES_HEADERS')),
  ];
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}
