import { readFileSync } from 'node:fs';
import { type ChannelCredentials, Metadata, credentials } from '@grpc/grpc-js';
import { getSharedConfigurationDefaults } from '@opentelemetry/otlp-exporter-base';
import { TracingError } from '#errors.js';
import { warn } from '#span/warn.js';
import { readOtlpSetting, readSetting } from '#sdk/settings/read-setting.js';
import { readTransferOptions } from './transfer-options.js';

type SharedConfiguration = ReturnType<typeof getSharedConfigurationDefaults>;

const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'] as const;

/** The configuration of an exporter over gRPC. */
export interface GrpcConfiguration extends SharedConfiguration {
  readonly url: URL;
  readonly metadata: Metadata;
  /** Reads the certificates, which may have been replaced since the last exporter was made. */
  readonly readCredentials: () => ChannelCredentials;
}

/**
 * Reads the variables that OpenTelemetry's own exporter reads, which is not used here, as it requires
 * grpc-js in a way that no bundler follows.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` for a header that gRPC cannot send
 */
export function readGrpcConfiguration(): GrpcConfiguration {
  const url = readOtlpSetting('ENDPOINT') ?? new URL('http://localhost:4317');
  return {
    ...getSharedConfigurationDefaults(),
    ...readTransferOptions(),
    url,
    metadata: readMetadata(),
    readCredentials: url.protocol === 'https:' ? readTls : credentials.createInsecure,
  };
}

/** Reads the headers: one of traces replaces the header of the same name of all signals. */
function readMetadata(): Metadata {
  const metadata = new Metadata();
  for (const variable of HEADERS) {
    for (const [name, value] of Object.entries(readSetting(variable))) {
      try {
        metadata.set(name, value);
      } catch {
        throw invalidHeader(variable, name);
      }
    }
  }
  return metadata;
}

/** Creates the error for a header, without its value, which is usually a secret. */
function invalidHeader(variable: string, name: string): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    variable,
    `${variable}: expected headers that gRPC can send, got '${name}', whose name or value has other characters.`,
  );
}

function readTls(): ChannelCredentials {
  const root = readFile('CERTIFICATE');
  const key = readFile('CLIENT_KEY');
  const chain = readFile('CLIENT_CERTIFICATE');
  if (key && chain) return credentials.createSsl(root, key, chain);
  if (key || chain) warn('A client key and its certificate have no effect without each other.');
  return credentials.createSsl(root);
}

/** Reads the file that a setting names; `null` if the setting is unset or the file cannot be read. */
function readFile(setting: 'CERTIFICATE' | 'CLIENT_KEY' | 'CLIENT_CERTIFICATE'): Buffer | null {
  const path = readOtlpSetting(setting);
  if (path === undefined) return null;
  try {
    return readFileSync(path);
  } catch (error) {
    warn(`The file ${path}, which OTEL_EXPORTER_OTLP_${setting} names, cannot be read.`, error);
    return null;
  }
}
