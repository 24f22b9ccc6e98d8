import { z } from 'zod';

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'expected a URL such as postgres://user@localhost:5432/payments',
});

const port = z
  .string()
  .regex(/^\d+$/, 'expected a port from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'expected a port from 0 to 65535');

export const environment = z.object({
  HOST: z.string().min(1, 'expected a host name or address').default('127.0.0.1'),
  PORT: port.prefault('3002'),
  DATABASE_URL: databaseUrl,
  CARD_GATEWAY_URL: z.url({
    protocol: /^https?$/,
    error: 'expected a URL such as http://localhost:3003',
  }),
  /** Of one request. After a charge that timed out, a second request asks for its outcome. */
  CARD_GATEWAY_TIMEOUT_MILLIS: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'expected milliseconds from 1 to 999999')
    .transform(Number)
    .prefault('3000'),
});

export type Environment = z.infer<typeof environment>;

/** What the migrations need of the environment, and nothing else. */
export function readDatabaseUrl(): string {
  const { data, error } = databaseUrl.safeParse(process.env['DATABASE_URL']);
  if (error) throw new Error(`DATABASE_URL: ${error.issues[0]?.message}`);
  return data;
}
