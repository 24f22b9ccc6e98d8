import type { IncomingMessage } from 'node:http';
import { type ServerRequest, servedRequest } from '../span/server-request.js';
import { listen } from './listen.js';
import { isOpen } from './server-span.js';

/** What Express' router tells of each function that it is about to call. */
interface RouterCall {
  readonly req: RoutedRequest;
  /** What the function is registered with. */
  readonly layer: object;
  /** The path that it is registered at; of several, the one that matched. */
  readonly route: unknown;
  readonly errorHandler?: boolean;
  /** The parameter that a function of `router.param()` looks at. */
  readonly param?: string;
}

interface RoutedRequest extends IncomingMessage {
  /** Goes on in the router that has the request at the moment: each has a function of its own for each request. */
  readonly next: object;
  readonly route?: { readonly stack: readonly object[] };
}

/**
 * Notes the template of the route that Express matches, with those of the routers around it, whoever has
 * registered it. Works with `router` 2.3 or newer, which Express 5.3 brings; before, Nest's own routes have theirs all
 * the same.
 *
 * @returns takes the subscription away again
 * @see https://github.com/pillarjs/router#diagnostics
 */
export function noteExpressRoutes(): () => void {
  const wheres = new WeakMap<ServerRequest, MountedRouters>();
  return listen<RouterCall>({
    'tracing:express.router.request:start': (call) => {
      const request = servedRequest();
      if (!request || call.errorHandler || call.param !== undefined || !isOpen(request.span))
        return;
      let routers = wheres.get(request);
      if (!routers) wheres.set(request, (routers = new MountedRouters()));
      const path = routers.pathOf(call);
      if (isOfRoute(call)) request.route = path;
      else request.mount = isNamed(path) ? path : undefined;
    },
  });
}

/** By which paths a request came into the routers that it passes, as they are nested. */
class MountedRouters {
  private readonly mounts = new WeakMap<object, string>();
  /** Where the router is mounted that is entered next, should the function be one. */
  private entered = '';

  pathOf({ req, route }: RouterCall): string {
    let mount = this.mounts.get(req.next);
    if (mount === undefined) this.mounts.set(req.next, (mount = this.entered));
    this.entered = joined(mount, String(route));
    return this.entered || '/';
  }
}

function joined(mount: string, path: string): string {
  return path === '/' ? mount : `${mount}${path}`;
}

function isOfRoute({ req, layer }: RouterCall): boolean {
  return req.route?.stack.includes(layer) === true;
}

/** Whether the path tells what is asked for, unlike one that matches everything. */
function isNamed(path: string): boolean {
  return /^\/[^{*/]/.test(path);
}
