/** The properties that Express sets on a request. */
interface RoutedRequest {
  readonly app?: Application;
  /** The route that matched last. */
  readonly route?: object;
  /** The part of the path that the routers around the answering handler have matched. */
  readonly baseUrl?: string;
  readonly originalUrl?: string;
}

interface Application {
  readonly router?: Router;
  /** The application that this one is mounted in. */
  readonly parent?: Application;
  /** The path that this application is mounted at. */
  readonly mountpath?: unknown;
}

interface Router {
  readonly stack: readonly Layer[];
}

/** An entry of a router: a route, another router, or a middleware. */
interface Layer {
  readonly route?: object;
  readonly handle?: Partial<Router>;
  readonly rawPath?: unknown;
  match(path: string): { readonly path: string; readonly pattern: unknown } | false;
}

/** A position in the nested routers that a request passes through. */
interface Place {
  /** The route template up to here. */
  readonly template: string;
  /** The part of the path that `template` has matched. */
  readonly taken: string;
  /** The part of the path that is still to be matched. */
  readonly rest: string;
}

/**
 * Returns the template of the route that Express matched for an answered request, prefixed by the templates of the
 * routers around it. If a middleware answered, it returns the path at which that is mounted. Returns `undefined` if
 * there is neither, and for `router` before 2.3, which Express 5.3 depends on. Never throws.
 *
 * @param isFound whether the status is another than 404. A route that matches everything often answers 404, and then
 *   its template means nothing
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

/** Returns the template of the last middleware that is mounted at `baseUrl`: those before it called `next`. */
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

/** Yields the router of `app` at each place where the applications around it may have mounted it. */
function* placesOf(app: Application, from: Place): Iterable<{ router: Router; place: Place }> {
  const { router, parent, mountpath } = app;
  if (!router) return;
  if (!parent) {
    yield { router, place: from };
    return;
  }
  for (const outer of placesOf(parent, from)) {
    for (const { layer, place } of layersBelow(outer.router, outer.place)) {
      if (!layer.route && layer.rawPath === mountpath) yield { router, place };
    }
  }
}

/** Yields the layers that match at `place` and in the routers below it, in the order in which Express tries them. */
function* layersBelow(router: Router, place: Place): Iterable<{ layer: Layer; place: Place }> {
  for (const layer of router.stack) {
    // Before `router` 2.3, `match` stores its result on the layer, where a request in progress would read it.
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

/** Whether a path names what is requested: one with `*` matches everything, or everything below a prefix. */
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
