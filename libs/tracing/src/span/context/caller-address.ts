import { type Attributes, type Context, createContextKey } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_NETWORK_PEER_ADDRESS,
} from '@opentelemetry/semantic-conventions';

const CALLER_ADDRESS = createContextKey('@traced/nest caller address');

/** The address of a connection that has none, such as that of a Unix domain socket. */
const NO_ADDRESS = '';

/** A context received over a connection of gRPC or TCP from `address`, an IP address if it has one. */
export function withCallerAddress(received: Context, address: string | undefined): Context {
  return received.setValue(CALLER_ADDRESS, address ?? NO_ADDRESS);
}

/**
 * The IP address at the other end of the connection that brought `received`, the context of a caller in
 * another process; the empty string for a connection without one, and `undefined` for what came over no
 * connection of its own, such as a message from a broker.
 *
 * @param attributes those that the span of the request starts with, as HTTP has the address there
 */
export function callerAddressOf(received: Context, attributes: Attributes): string | undefined {
  const peer = attributes[ATTR_NETWORK_PEER_ADDRESS];
  if (typeof peer === 'string') return peer;
  if (ATTR_HTTP_REQUEST_METHOD in attributes) return NO_ADDRESS;
  return received.getValue(CALLER_ADDRESS) as string | undefined;
}
