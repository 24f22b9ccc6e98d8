import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d+$/, 'expected a port from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'expected a port from 0 to 65535');

const environment = z.object({
  HOST: z.string().min(1, 'expected a host name or address').default('127.0.0.1'),
  PORT: port.prefault('3003'),
  LEDGER_FILE: z
    .string('expected the path of the ledger')
    .min(1, 'expected the path of the ledger'),
});

/**
 * Reads the variables of the gateway: `HOST`, `PORT` and `LEDGER_FILE`.
 * @throws {Error} when a variable is missing or invalid; the message names the first one.
 */
export function readEnvironment(): z.infer<typeof environment> {
  const { data, error } = environment.safeParse(process.env);
  if (data) return data;
  const [issue] = error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
}
