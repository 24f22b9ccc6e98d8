import { z } from 'zod';

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected a URL such as postgres://user@localhost:5432/orders',
});

const port = z
  .string()
  .regex(/^\d+$/, 'expected a port from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'expected a port from 0 to 65535');

const serviceUrl = z.url({
  protocol: /^https?$/,
  error: 'expected a URL such as http://localhost:3001',
});

const timeoutMillis = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, 'expected milliseconds from 1 to 999999')
  .transform(Number);

export const environment = z.object({
  HOST: z.string().min(1, 'expected a host name or address').default('127.0.0.1'),
  PORT: port.prefault('3000'),
  DATABASE_URL: databaseUrl,
  USERS_URL: serviceUrl,
  USERS_TIMEOUT_MILLIS: timeoutMillis.prefault('3000'),
  PAYMENTS_URL: serviceUrl,
  /** Payments may wait for the card gateway twice: for the charge, then for its outcome. */
  PAYMENTS_TIMEOUT_MILLIS: timeoutMillis.prefault('10000'),
});

export type Environment = z.infer<typeof environment>;

/** What the migrations need of the environment, and nothing else. */
export function readDatabaseUrl(): string {
  const { data, error } = databaseUrl.safeParse(process.env['DATABASE_URL']);
  if (error) throw new Error(`DATABASE_URL: ${error.issues[0]?.message}`);
  return data;
}
