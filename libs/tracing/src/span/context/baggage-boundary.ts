import { type Context, propagation } from '@opentelemetry/api';
import { ports } from '#span/ports.js';

/**
 * Returns the context that may be sent to a host: `active`, without its baggage unless the host may get
 * it, as baggage holds whatever the first caller wrote into it. The trace context stays. A context
 * without baggage costs one look into it.
 *
 * @param host returns the name or the IP address in the URL of the request
 */
export function withinBaggageBoundary(active: Context, host: () => string): Context {
  const { baggageHosts } = ports;
  if (!baggageHosts || !propagation.getBaggage(active)) return active;
  return baggageHosts(host()) ? active : propagation.deleteBaggage(active);
}
