/** What the errors of exporters look like where the endpoint is wrong, and what they mean. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nothing listens there'],
  [/Name resolution failed|ENOTFOUND|EAI_AGAIN/, 'the host has no address'],
  [
    /wrong version number|packet length too long/i,
    'the port does not speak TLS: use http:// in place of https://',
  ],
  [
    /Protocol error/i,
    'the port does not speak gRPC: 4317 does; for OTLP over HTTP set OTEL_EXPORTER_OTLP_PROTOCOL',
  ],
  [
    /Expected HTTP\//,
    'the port does not speak HTTP/1: 4318 does; for gRPC set OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
  ],
  [/^404 /, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is taken as it is: it ends in /v1/traces'],
  [
    /a page of HTML$/,
    'something else than a collector answers there, such as a user interface or a login',
  ],
  [
    /DEADLINE_EXCEEDED|ETIMEDOUT|no answer/i,
    'the collector did not answer in time: it is overloaded, or something between takes connections in its place',
  ],
];

const MAX_LENGTH = 300;

/** One line: the error, and in a few words what it means where that is known. */
export function explainFailure(code: unknown, message: string): string {
  const line = message.slice(0, MAX_LENGTH).replaceAll(/\s+/g, ' ').trim() || 'unknown error';
  const text = typeof code === 'number' && !line.startsWith(`${code} `) ? `${code} ${line}` : line;
  const explanation = EXPLANATIONS.find(([signature]) => signature.test(text))?.[1];
  return explanation ? `${text} (${explanation})` : text;
}
