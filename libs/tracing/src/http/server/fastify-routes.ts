import { setHttpRoute } from '#span/context/server-context.js';
import { subscribeToChannels } from '#http/subscribe-to-channels.js';

/** The message that Fastify publishes when it calls a handler. */
interface HandlerMessage {
  /** The route that the request matched; `url` is its template with all prefixes. */
  readonly route: { readonly url?: string };
}

/**
 * Sets the template of a route on the active SERVER span when Fastify calls the handler of the route. A hook would
 * know the template earlier, but applications can see hooks.
 *
 * @returns a function that ends the subscription
 * @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
export function recordFastifyRoutes(): () => void {
  return subscribeToChannels<HandlerMessage>({
    'tracing:fastify.request.handler:start': ({ route }) => {
      if (route.url !== undefined) setHttpRoute(route.url);
    },
  });
}
