/** What Express leaves on a request. */
interface RoutedRequest {
  readonly app?: Application;
  /** The route that has matched last. */
  readonly route?: object;
  /** How much of the path the routers have taken, in which the request is when it is answered. */
  readonly baseUrl?: string;
  readonly originalUrl?: string;
}

interface Application {
  readonly router?: Router;
  /** The application that this one is mounted in, and where. */
  readonly parent?: Application;
  readonly mountpath?: unknown;
}

interface Router {
  readonly stack: readonly Layer[];
}

/** What a router has of a path: a route, another router, or a middleware. */
interface Layer {
  readonly route?: object;
  readonly handle?: Partial<Router>;
  readonly rawPath?: unknown;
  match(path: string): { readonly path: string; readonly pattern: unknown } | false;
}

/** Where in the routers a request has come to. */
interface Place {
  readonly template: string;
  /** How much of the path it stands for. */
  readonly taken: string;
  /** What is left of the path. */
  readonly rest: string;
}

/**
 * The template of the route that Express has matched for a request that is answered, with those of the routers
 * around it, whoever has registered it; of what a middleware has answered, where that is mounted. `undefined` where
 * there is none, and before `router` 2.3, which Express 5.3 brings. Never throws.
 *
 * @param isFound whether the answer is another than 404: one that everything matches answers so by default
 */
export function expressRouteOf(request: RoutedRequest, isFound: boolean): string | undefined {
  try {
    const { app, route, originalUrl } = request;
    if (!app || originalUrl === undefined) return undefined;
    const rest = originalUrl.split('?', 1)[0] ?? '';
    const place = { template: '', taken: '', rest };
    const found = route ? findRoute(app, place, route) : findMount(app, place, request.baseUrl);
    if (!isFound && found?.includes('*')) return undefined;
    return found === '' ? '/' : found;
  } catch {
    return undefined;
  }
}

function findRoute(app: Application, from: Place, route: object): string | undefined {
  return first(placesOf(app, from), ({ router, place }) =>
    first(layersBelow(router, place), (at) =>
      at.layer.route === route ? at.place.template : undefined,
    ),
  );
}

/** The last that is mounted there, as those before have let the request pass. */
function findMount(app: Application, from: Place, baseUrl = ''): string | undefined {
  if (baseUrl === '') return undefined;
  return first(
    placesOf(app, from),
    ({ router, place }) =>
      [...layersBelow(router, place)]
        .filter((at) => !at.layer.route && at.place.taken === baseUrl && isNamed(at.place.template))
        .at(-1)?.place.template,
  );
}

/** The router of `app`, at each place where it may be mounted in the applications around it. */
function* placesOf(app: Application, from: Place): Iterable<{ router: Router; place: Place }> {
  const { router, parent, mountpath } = app;
  if (!router) return;
  if (!parent) {
    yield { router, place: from };
    return;
  }
  for (const around of placesOf(parent, from)) {
    for (const { layer, place } of layersBelow(around.router, around.place)) {
      if (!layer.route && layer.rawPath === mountpath) yield { router, place };
    }
  }
}

/** The layers that match at `place`, and in the routers below it, in the order in which they are asked. */
function* layersBelow(router: Router, place: Place): Iterable<{ layer: Layer; place: Place }> {
  for (const layer of router.stack) {
    // Before `router` 2.3 a layer notes what it matches, for the request that is on its way through it.
    if (layer.rawPath === undefined) return;
    const match = layer.match(place.rest);
    if (!match) continue;
    const inside = placeInside(place, match.path, match.pattern);
    yield { layer, place: inside };
    const { stack } = layer.handle ?? {};
    if (stack && !layer.route) yield* layersBelow({ stack }, inside);
  }
}

function placeInside({ template, taken, rest }: Place, path: string, pattern: unknown): Place {
  const text = String(pattern);
  const left = rest.slice(path.length);
  return {
    template: text === '/' ? template : template + text,
    taken: taken + path.replace(/\/$/, ''),
    rest: left.startsWith('/') ? left : `/${left}`,
  };
}

/** Whether the path tells what is asked for, unlike one that matches everything, or all below a prefix. */
function isNamed(path: string): boolean {
  return path.startsWith('/') && !path.includes('*');
}

function first<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
