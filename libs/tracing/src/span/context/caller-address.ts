import { type Attributes, type Context, createContextKey } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_NETWORK_PEER_ADDRESS,
} from '@opentelemetry/semantic-conventions';

const CALLER_ADDRESS = createContextKey('@traced/nest caller address');

/** The address of a connection that has none, such as that of a Unix domain socket. */
const NO_ADDRESS = '';

/**
 * Returns the context `received` with the address of the caller that sent it over a connection of gRPC
 * or TCP.
 *
 * @param address the IP address; `undefined` for a connection that has none
 */
export function withCallerAddress(received: Context, address: string | undefined): Context {
  return received.setValue(CALLER_ADDRESS, address ?? NO_ADDRESS);
}

/**
 * Returns the IP address of the caller in another process that sent the context `received`; the empty string
 * for a connection that has no address, and `undefined` if the caller has no connection to this process, as
 * with a message from a broker.
 *
 * @param attributes the attributes that the span of the request starts with, which hold the address for HTTP
 */
export function callerAddressOf(received: Context, attributes: Attributes): string | undefined {
  const peer = attributes[ATTR_NETWORK_PEER_ADDRESS];
  if (typeof peer === 'string') return peer;
  if (ATTR_HTTP_REQUEST_METHOD in attributes) return NO_ADDRESS;
  return received.getValue(CALLER_ADDRESS) as string | undefined;
}
