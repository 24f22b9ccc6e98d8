import { type Context, propagation } from '@opentelemetry/api';
import { ports } from '#span/ports.js';

/**
 * The context that may be sent to a host: without baggage where the host is not one that gets it, as
 * baggage holds whatever the first caller wrote into it. The trace context stays. Costs one look into
 * the context where there is no baggage.
 *
 * @param host returns the name or the IP address in the URL of the request
 */
export function withinBaggageBoundary(active: Context, host: () => string): Context {
  const { baggageHosts } = ports;
  if (!baggageHosts || !propagation.getBaggage(active)) return active;
  return baggageHosts(host()) ? active : propagation.deleteBaggage(active);
}
