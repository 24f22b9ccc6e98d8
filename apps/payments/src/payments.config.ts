import { serviceEnvironment, serviceUrl, timeoutMillis } from '@traced/service-defaults';
import type { z } from 'zod';

export const environment = serviceEnvironment('payments', { port: 3002 }).extend({
  CARD_GATEWAY_URL: serviceUrl('http://localhost:3003'),
  /** The timeout of each request. A charge that times out is followed by a second request, for its outcome. */
  CARD_GATEWAY_TIMEOUT_MILLIS: timeoutMillis(3_000),
});

export type Environment = z.infer<typeof environment>;
