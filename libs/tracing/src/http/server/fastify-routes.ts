import { setHttpRoute } from '#span/context/server-context.js';
import { subscribeToChannels } from '#http/subscribe-to-channels.js';

interface HandlerMessage {
  /** What the request has matched, with its prefixes. */
  readonly route: { readonly url?: string };
}

/**
 * Notes the template of the route whose handler Fastify calls, whoever has registered it. A hook would know it
 * earlier, but applications see hooks.
 *
 * @returns takes the subscription away again
 * @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
export function recordFastifyRoutes(): () => void {
  return subscribeToChannels<HandlerMessage>({
    'tracing:fastify.request.handler:start': ({ route }) => {
      if (route.url !== undefined) setHttpRoute(route.url);
    },
  });
}
