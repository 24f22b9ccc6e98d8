import { InvalidEnvironmentError } from './errors.js';

// What a Node process needs of its machine. Nothing else is handed down: not the flags of a test
// runner, not a port or a database that was meant for another program.
const HANDED_DOWN =
  /^(PATH|HOME|USER|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|SystemRoot|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|OTEL_\w+|TRACING_\w+)$/;
const EXPORTER = /^OTEL_EXPORTER_OTLP_/;

type Environment = Readonly<Record<string, string>>;

/** Variables of ours that a service gets too; where spans go is for the stack to say. */
export function inheritedEnvironment(): Environment {
  return select((name) => HANDED_DOWN.test(name) && !EXPORTER.test(name));
}

/** The caller's variables on where and how spans are exported. */
export function exporterEnvironment(): Environment {
  return select((name) => EXPORTER.test(name));
}

/** Where the caller wants spans to go; `undefined` if it did not say. */
export function requestedOtlpEndpoint(): string | undefined {
  const variable = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const endpoint = read(variable);
  // gRPC exporters take host:port too.
  if (endpoint === undefined || URL.canParse(endpoint) || URL.canParse(`http://${endpoint}`)) {
    return endpoint;
  }
  throw new InvalidEnvironmentError(variable, 'a URL such as http://127.0.0.1:4317');
}

/** The server that the caller wants the databases on; `undefined` if it did not say. */
export function requestedDatabaseUrl(): string | undefined {
  const variable = 'DATABASE_URL';
  const url = read(variable);
  if (url === undefined || (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol))) {
    return url;
  }
  throw new InvalidEnvironmentError(variable, 'a URL such as postgresql://user@host:5432/postgres');
}

/** The port that the caller wants by this variable; `undefined` if it did not say. */
export function requestedPort(variable: string): number | undefined {
  const text = read(variable);
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidEnvironmentError(variable, 'a port from 1 to 65535');
}

/** An empty variable is one that is not set, as OpenTelemetry's specification has it. */
function read(variable: string): string | undefined {
  return process.env[variable] || undefined;
}

function select(isWanted: (name: string) => boolean): Environment {
  const entries = Object.entries(process.env).filter(([name]) => isWanted(name));
  return Object.fromEntries(entries) as Environment;
}
