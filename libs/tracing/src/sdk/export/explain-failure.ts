/** The errors of exporters with a wrong endpoint, by a pattern that matches them, and their meaning. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nothing listens there'],
  [/Name resolution failed|ENOTFOUND|EAI_AGAIN/, 'the host has no address'],
  [
    /wrong version number|packet length too long/i,
    'the port does not speak TLS: use http:// in place of https://',
  ],
  [
    /Expected HTTP\//,
    'the port does not speak HTTP/1: 4318 does; for gRPC set OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
  ],
  [
    /Protocol error|^(400|404|405|415) without a gRPC status/i,
    'the port does not speak gRPC: 4317 does; for OTLP over HTTP set OTEL_EXPORTER_OTLP_PROTOCOL',
  ],
  [/^404 /, 'nothing is added to OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: it has to end in /v1/traces'],
  [
    /a page of HTML$|^200 without a gRPC status$/,
    'the endpoint is no collector, but for instance a user interface or a login page',
  ],
  [
    /DEADLINE_EXCEEDED|ETIMEDOUT|no answer/i,
    'the collector did not answer in time: it is overloaded, or a proxy accepts connections in its place',
  ],
];

const MAX_LENGTH = 300;

/** Describes an error in one line, with its meaning if that is known. */
export function explainFailure(code: unknown, message: string): string {
  const line = message.slice(0, MAX_LENGTH).replaceAll(/\s+/g, ' ').trim() || 'unknown error';
  const text = typeof code === 'number' && !line.startsWith(`${code} `) ? `${code} ${line}` : line;
  const explanation = EXPLANATIONS.find(([signature]) => signature.test(text))?.[1];
  return explanation ? `${text} (${explanation})` : text;
}
