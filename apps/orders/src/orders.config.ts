import { serviceEnvironment, serviceUrl, timeoutMillis } from '@traced/service-defaults';
import type { z } from 'zod';

export const environment = serviceEnvironment('orders', { port: 3000 }).extend({
  USERS_URL: serviceUrl('http://localhost:3001'),
  USERS_TIMEOUT_MILLIS: timeoutMillis(3_000),
  PAYMENTS_URL: serviceUrl('http://localhost:3002'),
  /** Longer than payments waits for the card gateway, which it may do twice: for the charge, then for its outcome. */
  PAYMENTS_TIMEOUT_MILLIS: timeoutMillis(10_000),
});

export type Environment = z.infer<typeof environment>;
