import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { warnOnThrow } from './warn-on-throw.js';

/**
 * Subscribes one listener to each of several diagnostics channels. An error that a listener throws becomes a
 * warning.
 *
 * @param listeners the listeners by the names of their channels, whose messages are of type `M`
 * @returns a function that ends the subscriptions
 */
export function subscribeToChannels<M>(
  listeners: Record<string, (message: M) => void>,
): () => void {
  const entries = Object.entries(listeners).map(
    ([channel, listener]) =>
      [channel, warnOnThrow((message: unknown) => listener(message as M))] as const,
  );
  for (const [channel, listener] of entries) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of entries) unsubscribe(channel, listener);
  };
}
