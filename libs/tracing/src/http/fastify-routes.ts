import { setHttpRoute } from '../span/server-request.js';
import { listen } from './listen.js';

/** As much of Fastify's instance as is needed, from version 4.10 on. */
interface FastifyStart {
  readonly fastify: {
    addHook(
      name: 'onRequest',
      hook: (request: RoutedRequest, reply: unknown, done: () => void) => void,
    ): unknown;
  };
}

interface RoutedRequest {
  /** `url` is missing where no route has matched. */
  readonly routeOptions?: { readonly url?: string };
}

/**
 * Notes the template of the route that Fastify matches, before it reads the body and whoever has registered
 * it, in every instance that is created from now on.
 *
 * @returns takes the subscription away again
 * @see https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
export function noteFastifyRoutes(): () => void {
  let isInstalled = true;
  const stop = listen<FastifyStart>({
    'fastify.initialization': ({ fastify }) => {
      fastify.addHook('onRequest', (request, _reply, done) => {
        const url = isInstalled ? request.routeOptions?.url : undefined;
        if (url !== undefined) setHttpRoute(url);
        done();
      });
    },
  });
  return () => {
    isInstalled = false;
    stop();
  };
}
