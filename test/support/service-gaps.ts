import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '@traced/devstack';
import { parse } from 'yaml';

type Mapping = Readonly<Record<string, unknown>>;

/** Stands for any value of a key that has to be there. */
const PRESENT = Symbol('present');

const WIRING = /define "traced\.wiring" -}}\n(?<yaml>[^]*?)\{\{- end }}/;

/**
 * Compares every file that names the services with `apps/services.json`, in the repository at `root`. Returns
 * one sentence for each difference, which begins with the file and the key, such as
 * `docker-compose.yml: services.refunds is missing`; an empty array when nothing differs.
 */
export function findServiceGaps(root: string): string[] {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const list = JSON.parse(read('apps/services.json')) as Record<string, Service>;
  const lock = JSON.parse(read('package-lock.json')) as unknown;
  const compose = parse(read('docker-compose.yml'), { merge: true }) as Mapping;
  const values = parse(read('helm/values.yaml')) as Mapping;
  const templates = 'helm/templates/_services.tpl';
  const wiring: unknown = parse(WIRING.exec(read(templates))?.groups?.['yaml'] ?? '');

  return [
    ...unlistedFolders(root, list),
    ...unlisted('docker-compose.yml: services', builtServices(compose), Object.keys(list)),
    ...unlisted('helm/values.yaml: services', values['services'], chartKeys(list)),
    ...unlisted(`${templates}: traced.wiring`, wiring, chartKeys(list)),
    ...Object.entries(list).flatMap(([name, service]) => [
      ...missingFiles(root, name, service),
      ...gaps('package-lock.json: ', lock, { packages: { [`apps/${name}`]: PRESENT } }),
      ...gaps('docker-compose.yml: ', compose, { services: composeServices(name, service) }),
      ...gaps('helm/values.yaml: ', values, { services: { [chartKey(name)]: PRESENT } }),
      ...gaps(`${templates}: `, { 'traced.wiring': wiring }, chartWiring(name, service)),
    ]),
  ];
}

function unlistedFolders(root: string, list: Mapping): string[] {
  return readdirSync(join(root, 'apps'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !Object.hasOwn(list, entry.name))
    .map(({ name }) => `apps/services.json: ${name} is missing, but apps/${name} is there`);
}

function unlisted(place: string, mapping: unknown, names: readonly string[]): string[] {
  return Object.keys(mapping ?? {})
    .filter((key) => !names.includes(key))
    .map((key) => `${place}.${key} is not in apps/services.json`);
}

/** The services of the Compose file that are built here: neither PostgreSQL nor Jaeger. */
function builtServices({ services = {} }: { readonly services?: unknown }): Mapping {
  const entries = Object.entries(services as Record<string, Mapping>);
  return Object.fromEntries(entries.filter(([, service]) => service['build']));
}

function missingFiles(root: string, name: string, { database }: Service): string[] {
  const files = ['package.json', 'tsconfig.app.json', 'src/main.ts'];
  if (database) files.push('src/migrate.ts');
  return files
    .map((file) => `apps/${name}/${file}`)
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${path} is missing`);
}

function composeServices(name: string, service: Service): Mapping {
  const { database, traced, ledger, port, calls } = service;
  const image = `traced/${name}:\${IMAGE_TAG:-dev}`;
  const location = database && {
    DATABASE_URL: `postgres://traced:\${POSTGRES_PASSWORD:-traced}@postgresql/${database}`,
  };
  return {
    [name]: {
      image,
      build: { target: ledger ? 'gateway' : 'service', args: { WORKSPACE: `apps/${name}` } },
      environment: {
        ...location,
        ...(traced ? { OTEL_SERVICE_NAME: name } : {}),
        ...Object.fromEntries(calls.map((callee) => [urlOf(callee), `http://${callee}:3000`])),
      },
      ports: [`127.0.0.1:\${${constantCase(name)}_PORT:-${port}}:3000`],
      depends_on: {
        ...(database ? { [`${name}-migrations`]: PRESENT } : {}),
        ...Object.fromEntries(calls.map((callee) => [callee, PRESENT])),
      },
    },
    ...(location ? { [`${name}-migrations`]: { image, environment: location } } : {}),
  };
}

function chartWiring(name: string, { database, ledger, calls }: Service): Mapping {
  const urls = Object.fromEntries(calls.map((callee) => [urlOf(callee), callee]));
  const wiring = {
    ...(database ? { database } : {}),
    ...(ledger ? { ledger: '/data/ledger.jsonl' } : {}),
    ...(calls.length > 0 ? { calls: urls } : {}),
  };
  const isEmpty = Object.keys(wiring).length === 0;
  return { 'traced.wiring': { [chartKey(name)]: isEmpty ? PRESENT : wiring } };
}

/** Lists the keys of `expected` that are missing in `actual`, and those that have another value there. */
function gaps(file: string, actual: unknown, expected: Mapping, path = ''): string[] {
  return Object.entries(expected).flatMap(([key, wanted]) => {
    const place = path ? `${path}.${key}` : key;
    const value = (actual as Mapping | null)?.[key];
    if (isMapping(wanted) && Object.keys(wanted).length === 0) return [];
    if (value === undefined) return [`${file}${place} is missing`];
    if (wanted === PRESENT) return [];
    if (isMapping(wanted)) return gaps(file, value, wanted, place);
    const [given, needed] = [value, wanted].map((it) => JSON.stringify(it));
    return given === needed ? [] : [`${file}${place} is ${given}, expected ${needed}`];
  });
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function urlOf(name: string): string {
  return `${constantCase(name)}_URL`;
}

function constantCase(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** The key of a service among the chart's values, such as `cardGateway` for `card-gateway`. */
function chartKey(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function chartKeys(list: Mapping): string[] {
  return Object.keys(list).map(chartKey);
}
