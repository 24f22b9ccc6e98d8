import { join } from 'node:path';
import { repositoryRoot } from './repository.js';

/** The processes of a stack, without PostgreSQL. */
export type ServiceName = 'orders' | 'users' | 'payments' | 'card-gateway';

export const tracedServices = ['orders', 'users', 'payments'] as const;
export const serviceNames = [...tracedServices, 'card-gateway'] as const;
export const databases = [...tracedServices, 'events'] as const;

/** What the processes need to know of each other. */
export interface Surroundings {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly otlpEndpoint: string;
  readonly ledgerFile: string;
  databaseUrl(database: string): string;
}

export interface Launch {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const ownEnvironment: Record<ServiceName, (surroundings: Surroundings) => Launch['env']> = {
  orders: ({ urls }) => ({ USERS_URL: urls.users, PAYMENTS_URL: urls.payments }),
  users: () => ({}),
  payments: ({ urls }) => ({ CARD_GATEWAY_URL: urls['card-gateway'] }),
  'card-gateway': ({ ledgerFile }) => ({ LEDGER_FILE: ledgerFile }),
};

/** How a service is run, from its build. */
export function launch(name: ServiceName, surroundings: Surroundings): Launch {
  const isTraced = name !== 'card-gateway';
  const { hostname, port } = new URL(surroundings.urls[name]);
  return {
    cwd: join(repositoryRoot, 'apps', name),
    args: [...(isTraced ? ['--import', '@traced/nest/register'] : []), 'dist/main.js'],
    env: {
      // Its lines go to a file.
      NO_COLOR: '1',
      HOST: hostname,
      PORT: port,
      ...(isTraced ? tracedEnvironment(name, surroundings) : {}),
      ...ownEnvironment[name](surroundings),
    },
  };
}

function tracedEnvironment(name: ServiceName, surroundings: Surroundings): Record<string, string> {
  return {
    DATABASE_URL: surroundings.databaseUrl(name),
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: surroundings.otlpEndpoint,
  };
}
