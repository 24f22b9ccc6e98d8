import { join } from 'node:path';
import { repositoryRoot } from './repository.js';
import { type ServiceName, services, serviceVariable } from './services.js';

/** The addresses and files of a stack that its services need in order to find each other. */
export interface Surroundings {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly otlpEndpoint: string;
  readonly ledgerFile: string;
  databaseUrl(database: string): string;
}

/** How the process of a service is started. */
export interface Launch {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Returns how a service is started from its build, with the variables that it reads. */
export function launch(name: ServiceName, surroundings: Surroundings): Launch {
  const { traced } = services[name];
  const { hostname, port } = new URL(surroundings.urls[name]);
  return {
    cwd: join(repositoryRoot, 'apps', name),
    args: [...(traced ? ['--import', '@traced/nest/register'] : []), 'dist/main.js'],
    env: {
      // Standard output goes to a file, where colours are noise.
      NO_COLOR: '1',
      HOST: hostname,
      PORT: port,
      ...(traced ? tracingVariables(name, surroundings) : {}),
      ...storageVariables(name, surroundings),
      ...calleeVariables(name, surroundings),
    },
  };
}

function tracingVariables(name: ServiceName, { otlpEndpoint }: Surroundings): Launch['env'] {
  return { OTEL_SERVICE_NAME: name, OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint };
}

function storageVariables(name: ServiceName, surroundings: Surroundings): Launch['env'] {
  const { database, ledger } = services[name];
  return {
    ...(database ? { DATABASE_URL: surroundings.databaseUrl(database) } : {}),
    ...(ledger ? { LEDGER_FILE: surroundings.ledgerFile } : {}),
  };
}

function calleeVariables(name: ServiceName, { urls }: Surroundings): Launch['env'] {
  const { calls } = services[name];
  return Object.fromEntries(calls.map((callee) => [serviceVariable(callee, 'URL'), urls[callee]]));
}
