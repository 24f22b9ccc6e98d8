import { z } from 'zod';
import { InvalidEnvironmentError } from './errors.js';

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

/** Returns the schema of a variable with the HTTP URL of another service; its error shows `example`. */
export function serviceUrl(example: string): z.ZodURL {
  return z.url({ protocol: /^https?$/, error: `expected a URL such as ${example}` });
}

/** Returns the schema of a variable with a duration from 1 to 999,999 ms; `byDefault` holds when it is not set. */
export function timeoutMillis(byDefault: number): z.ZodType<number> {
  return z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'expected milliseconds from 1 to 999999')
    .transform(Number)
    .prefault(String(byDefault));
}

/**
 * Returns the schema of the variables that every service with a database reads: `HOST`, by default `127.0.0.1`,
 * `PORT`, by default `defaults.port`, and `DATABASE_URL`, whose error shows a database of the service's name.
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
 * Returns `DATABASE_URL`, the one variable that the migrations of a service read; an error shows a database `name`.
 *
 * @throws {InvalidEnvironmentError} when the variable is missing or is no URL of PostgreSQL.
 */
export function readDatabaseUrl(name: string): string {
  const { data, error } = databaseUrl(name).safeParse(process.env['DATABASE_URL']);
  if (error)
    throw new InvalidEnvironmentError('DATABASE_URL', error.issues[0]?.message ?? 'expected a URL');
  return data;
}

function databaseUrl(name: string): z.ZodURL {
  return z.url({
    protocol: /^postgres(ql)?$/,
    error: `expected a URL such as postgres://user@localhost:5432/${name}`,
  });
}
