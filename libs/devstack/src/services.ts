import list from '../../../apps/services.json' with { type: 'json' };

/** The name of a service: a key of `apps/services.json`, and its folder below `apps/`. */
export type ServiceName = keyof typeof list;

/** The facts that `apps/services.json` has about one service. */
export interface Service {
  /** The port that the service listens on where nobody asks for another one. */
  readonly port: number;
  /** The database that the service migrates before it starts, as `dist/migrate.js` does it. */
  readonly database?: string;
  /** `true` if the service writes its ledger to the file that `LEDGER_FILE` names. */
  readonly ledger?: boolean;
  /** The services that this one calls; it reads the URL of each from a variable such as `USERS_URL`. */
  readonly calls: readonly ServiceName[];
  /** `true` if the service starts with `@traced/nest/register` and exports spans. */
  readonly traced: boolean;
}

export const services = list as Readonly<Record<ServiceName, Service>>;
export const serviceNames = Object.keys(services) as readonly ServiceName[];
export const tracedServices = serviceNames.filter((name) => services[name].traced);
export const untracedServices = serviceNames.filter((name) => !services[name].traced);

/** The services that have a database, and so have migrations to run. */
export const migratedServices = serviceNames.filter((name) => services[name].database);

/** The databases that the server needs: one for each service that has one, and `events`. */
export const databases = [
  ...migratedServices.flatMap((name) => services[name].database ?? []),
  'events',
];

/** The environment variable about a service, such as `CARD_GATEWAY_URL` for `card-gateway` and `URL`. */
export function serviceVariable(name: string, suffix: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_${suffix}`;
}

/** The services that a request to `entry` passes: `entry` itself and all that it calls, directly or not. */
export function servicesBehind(entry: ServiceName): ReadonlySet<ServiceName> {
  const reached = new Set([entry]);
  // A set is iterated to its end, so that what is added meanwhile is visited too.
  for (const name of reached) for (const callee of services[name].calls) reached.add(callee);
  return reached;
}
