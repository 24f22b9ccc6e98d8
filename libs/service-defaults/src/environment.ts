import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d+$/, 'expected a port from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'expected a port from 0 to 65535');

type ServiceVariables = {
  readonly HOST: z.ZodType<string>;
  readonly PORT: z.ZodType<number>;
  readonly DATABASE_URL: z.ZodType<string>;
};

/** The URL of another service; `example` is the one that an error shows. */
export function serviceUrl(example: string): z.ZodURL {
  return z.url({ protocol: /^https?$/, error: `expected a URL such as ${example}` });
}

/** A duration from 1 to 999,999 ms, by default `byDefault`. */
export function timeoutMillis(byDefault: number): z.ZodType<number> {
  return z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'expected milliseconds from 1 to 999999')
    .transform(Number)
    .prefault(String(byDefault));
}

/**
 * The variables of every service: `HOST`, loopback by default, `PORT`, and the `DATABASE_URL` of the
 * database that is named as the service.
 *
 * @example
 * const environment = serviceEnvironment('orders', { port: 3000 }).extend({
 *   USERS_URL: serviceUrl('http://localhost:3001'),
 *   USERS_TIMEOUT_MILLIS: timeoutMillis(3_000),
 * });
 */
export function serviceEnvironment(
  name: string,
  defaults: { readonly port: number },
): z.ZodObject<ServiceVariables> {
  return z.object({
    HOST: z.string().min(1, 'expected a host name or address').default('127.0.0.1'),
    PORT: port.prefault(String(defaults.port)),
    DATABASE_URL: databaseUrl(name),
  });
}

/**
 * What the migrations of a service need of the environment, and nothing else.
 *
 * @throws {Error} when `DATABASE_URL` is missing or is no URL of PostgreSQL
 */
export function readDatabaseUrl(name: string): string {
  const { data, error } = databaseUrl(name).safeParse(process.env['DATABASE_URL']);
  if (error) throw new Error(`DATABASE_URL: ${error.issues[0]?.message}`);
  return data;
}

function databaseUrl(name: string): z.ZodURL {
  return z.url({
    protocol: /^postgres(ql)?$/,
    error: `expected a URL such as postgres://user@localhost:5432/${name}`,
  });
}
