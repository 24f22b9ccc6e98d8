import { TracingError } from '#errors.js';
import { readOtlpSetting, readSetting } from '#sdk/settings/read-setting.js';
import { type TransferOptions, readTransferOptions } from '#sdk/export/otlp/transfer-options.js';

const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'] as const;

/*
 * The name and the text of metadata: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests
 */
const NAME = /^[0-9a-z_.-]+$/;
const TEXT = /^[ -~]*$/;
const BINARY = /-bin$/;

/** Matches the headers about one connection, which HTTP/2 does not have: RFC 9113, section 8.2.2. */
const ABOUT_A_CONNECTION =
  /^(?:connection|proxy-connection|keep-alive|transfer-encoding|upgrade|http2-settings)$/;

/** The configuration of an exporter over gRPC. */
export interface GrpcConfiguration extends TransferOptions {
  readonly url: URL;
  /** The headers of the environment as they are sent: names in lower case, the values of `-bin` in base64. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads the configuration from the environment.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` for a header that gRPC cannot send
 */
export function readGrpcConfiguration(): GrpcConfiguration {
  return {
    ...readTransferOptions(),
    url: readOtlpSetting('ENDPOINT') ?? new URL('http://localhost:4317'),
    metadata: readMetadata(),
  };
}

/** Reads the headers: one of traces replaces the header of the same name of all signals. */
function readMetadata(): GrpcConfiguration['metadata'] {
  const headers = HEADERS.flatMap((variable) =>
    Object.entries(readSetting(variable)).map(([name, value]) => toMetadata(variable, name, value)),
  );
  return Object.fromEntries(headers);
}

function toMetadata(variable: string, header: string, value: string): readonly [string, string] {
  const name = header.toLowerCase();
  const isBinary = BINARY.test(name);
  if (!NAME.test(name) || ABOUT_A_CONNECTION.test(name) || !(isBinary || TEXT.test(value))) {
    throw invalidHeader(variable, header);
  }
  return [name, isBinary ? Buffer.from(value).toString('base64') : value];
}

/** Creates the error for a header, without its value, which is usually a secret. */
function invalidHeader(variable: string, name: string): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    variable,
    `${variable}: expected headers that gRPC can send, got '${name}', which HTTP/2 does not have, or whose name or value has other characters.`,
  );
}
