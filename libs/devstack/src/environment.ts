import { InvalidEnvironmentError } from './errors.js';

// The variables that a Node process needs to run on this machine, and the settings of tracing. A service inherits no
// others: flags of a test runner, a port or a database may be meant for another program.
const INHERITED =
  /^(PATH|HOME|USER|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|SystemRoot|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS|OTEL_\w+|TRACING_\w+)$/;
const EXPORTER = /^OTEL_EXPORTER_OTLP_/;

type Environment = Readonly<Record<string, string>>;

/**
 * Returns the variables of this process that a service inherits: none that says where spans go, which the stack
 * decides.
 */
export function inheritedEnvironment(): Environment {
  return select((name) => INHERITED.test(name) && !EXPORTER.test(name));
}

/** Returns the variables of this process whose names begin with `OTEL_EXPORTER_OTLP_`. */
export function exporterEnvironment(): Environment {
  return select((name) => EXPORTER.test(name));
}

/**
 * Returns the value of `OTEL_EXPORTER_OTLP_ENDPOINT`, a URL or `host:port`; `undefined` if it is empty or not set.
 */
export function requestedOtlpEndpoint(): string | undefined {
  const variable = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const endpoint = read(variable);
  // Exporters over gRPC accept host:port too.
  if (endpoint === undefined || URL.canParse(endpoint) || URL.canParse(`http://${endpoint}`)) {
    return endpoint;
  }
  throw new InvalidEnvironmentError(variable, 'a URL such as http://127.0.0.1:4317');
}

/** Returns the value of `DATABASE_URL`, a URL of PostgreSQL; `undefined` if it is empty or not set. */
export function requestedDatabaseUrl(): string | undefined {
  const variable = 'DATABASE_URL';
  const url = read(variable);
  if (url === undefined || (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol))) {
    return url;
  }
  throw new InvalidEnvironmentError(variable, 'a URL such as postgresql://user@host:5432/postgres');
}

/** Returns the port in an environment variable, from 1 to 65535; `undefined` if it is empty or not set. */
export function requestedPort(variable: string): number | undefined {
  const text = read(variable);
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidEnvironmentError(variable, 'a port from 1 to 65535');
}

/** Returns the value of a variable. OpenTelemetry's specification wants an empty one to be treated as not set. */
function read(variable: string): string | undefined {
  return process.env[variable] || undefined;
}

function select(isWanted: (name: string) => boolean): Environment {
  const entries = Object.entries(process.env).filter(([name]) => isWanted(name));
  return Object.fromEntries(entries) as Environment;
}
