import { readFileSync } from 'node:fs';
import { type ChannelCredentials, Metadata, credentials } from '@grpc/grpc-js';
import { diag } from '@opentelemetry/api';
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import {
  getSharedConfigurationDefaults,
  mergeOtlpSharedConfigurationWithDefaults,
} from '@opentelemetry/otlp-exporter-base';
import { getSharedConfigurationFromEnvironment } from '@opentelemetry/otlp-exporter-base/node-http';
import { TracingError } from '../../errors.js';
import { readFirst, readText } from '../variables.js';

type SharedConfiguration = ReturnType<typeof mergeOtlpSharedConfigurationWithDefaults>;

/** What an exporter over gRPC is made of. */
export interface GrpcConfiguration extends SharedConfiguration {
  readonly url: URL;
  readonly metadata: Metadata;
  /** Reads the certificates, which may have been replaced since the last exporter was made. */
  readonly readCredentials: () => ChannelCredentials;
}

/**
 * Reads what OpenTelemetry's own exporter reads. That one asks for grpc-js in a way which no bundler
 * follows.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` for a header that gRPC cannot send
 */
export function readGrpcConfiguration(): GrpcConfiguration {
  const endpoint = readFirst(readText, [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ]);
  const url = new URL(endpoint ?? 'http://localhost:4317');
  return {
    ...mergeOtlpSharedConfigurationWithDefaults(
      {},
      getSharedConfigurationFromEnvironment('TRACES'),
      getSharedConfigurationDefaults(),
    ),
    url,
    metadata: readMetadata(),
    readCredentials: url.protocol === 'https:' ? readTls : credentials.createInsecure,
  };
}

/** Those of traces replace those of all signals, name by name. */
function readMetadata(): Metadata {
  const metadata = new Metadata();
  for (const variable of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS']) {
    for (const [name, value] of Object.entries(parseKeyPairsIntoRecord(readText(variable)))) {
      try {
        metadata.set(name, value);
      } catch {
        throw invalidHeader(variable, name);
      }
    }
  }
  return metadata;
}

/** Without the value, which is a secret as a rule. */
function invalidHeader(variable: string, name: string): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    variable,
    `${variable}: expected headers that gRPC can send, got '${name}', whose name or value has other characters.`,
  );
}

function readTls(): ChannelCredentials {
  const root = readFile([
    'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
    'OTEL_EXPORTER_OTLP_CERTIFICATE',
  ]);
  const key = readFile(['OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY', 'OTEL_EXPORTER_OTLP_CLIENT_KEY']);
  const chain = readFile([
    'OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE',
    'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
  ]);
  if (key && chain) return credentials.createSsl(root, key, chain);
  if (key || chain)
    diag.warn('A client key and its certificate have no effect without each other.');
  return credentials.createSsl(root);
}

/** The file that the first variable with a value names; null where there is none to be read. */
function readFile(variables: readonly string[]): Buffer | null {
  const path = readFirst(readText, variables);
  if (path === undefined) return null;
  try {
    return readFileSync(path);
  } catch (error) {
    diag.warn(`The file ${path}, which ${variables.join(' or ')} names, cannot be read.`, error);
    return null;
  }
}
