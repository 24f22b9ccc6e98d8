import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { warnOnThrow } from './warn-on-throw.js';

/**
 * Subscribes to diagnostics channels.
 *
 * @param listeners by the names of their channels, whose messages are of type `M`
 * @returns takes the subscriptions away again
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
