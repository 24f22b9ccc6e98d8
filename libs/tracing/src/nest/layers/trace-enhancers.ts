import 'reflect-metadata';
import { type ApplicationConfig, MetadataScanner, type ModulesContainer } from '@nestjs/core';
import type { Constructor } from '#decorators/wrap/trace-class.js';
import { type LayerMethod, layerMethod, traceOnClass, traceOnInstance } from './layer-method.js';
import { isSelectedClass } from '#nest/discovery/class-patterns.js';
import { lookAtInstances } from '#nest/discovery/instances.js';
import { metatypeOf, metatypesOf, wrappersOf } from '#nest/discovery/metatypes.js';
import { tryToTrace } from '#nest/discovery/try-to-trace.js';
import type { LayersOptions } from './layers.options.js';

type Subtype = 'guard' | 'pipe' | 'interceptor' | 'filter';

interface Enhancer {
  readonly layer: keyof LayersOptions;
  readonly member: LayerMethod;
  /** The metadata key under which `@UseGuards()` and its like store the enhancers of a class or a method. */
  readonly metadata: string;
}

const ENHANCERS: Readonly<Record<Subtype, Enhancer>> = {
  guard: {
    layer: 'guards',
    member: layerMethod('guard', 'canActivate'),
    metadata: '__guards__',
  },
  pipe: {
    layer: 'pipes',
    member: layerMethod('pipe', 'transform'),
    metadata: '__pipes__',
  },
  interceptor: {
    layer: 'interceptors',
    member: layerMethod('interceptor', 'intercept'),
    metadata: '__interceptors__',
  },
  filter: {
    layer: 'filters',
    member: layerMethod('filter', 'catch'),
    metadata: '__exceptionFilters__',
  },
};
const SUBTYPES = Object.keys(ENHANCERS) as Subtype[];

/** The metadata key under which `@Param()` and its like store the parameters of a controller's methods. */
const ROUTE_ARGS_METADATA = '__routeArguments__';

/**
 * Traces the calls of the guards, pipes, interceptors and exception filters that `layers` selects, in whichever way
 * they were registered. Each call has one span, however often the enhancer is used.
 */
export function traceEnhancers(
  modules: ModulesContainer,
  config: ApplicationConfig,
  layers: LayersOptions,
): void {
  const isAsked = SUBTYPES.some((subtype) => layers[ENHANCERS[subtype].layer]);
  if (!isAsked) return;
  followFactories(modules, layers);
  for (const [subtype, enhancer] of enhancersOf(modules, config)) {
    traceEnhancer(subtype, enhancer, layers);
  }
}

/** @param enhancer a class, or an instance */
function traceEnhancer(subtype: Subtype, enhancer: unknown, layers: LayersOptions): void {
  const { layer, member } = ENHANCERS[subtype];
  if (typeof enhancer === 'function') {
    tryToTrace(enhancer, () => {
      if (isSelectedClass(layers[layer], enhancer)) traceOnClass(enhancer as Constructor, member);
    });
  } else if (typeof enhancer === 'object' && enhancer !== null) {
    tryToTrace(enhancer, () => {
      if (isSelectedClass(layers[layer], enhancer.constructor)) traceOnInstance(enhancer, member);
    });
  }
}

/** Traces the enhancers that factories provide. An enhancer that is made for each request exists only then. */
function followFactories(modules: ModulesContainer, layers: LayersOptions): void {
  for (const { subtype, metatype, isNotMetatype } of wrappersOf(modules)) {
    if (!subtype || !isNotMetatype || typeof metatype !== 'function') continue;
    lookAtInstances(metatype, subtype, (made) => traceEnhancer(subtype, made, layers));
  }
}

/**
 * Returns the enhancers of the container, of decorators and of the application: the class if there is one,
 * else the instance.
 */
function* enhancersOf(
  modules: ModulesContainer,
  config: ApplicationConfig,
): Iterable<[Subtype, unknown]> {
  for (const wrapper of wrappersOf(modules)) {
    const { subtype } = wrapper;
    if (subtype) yield [subtype, metatypeOf(wrapper) ?? wrapper.instance];
  }
  for (const metatype of metatypesOf(modules)) {
    yield* tryToTrace(metatype, () => SUBTYPES.flatMap((one) => usedBy(metatype, one))) ?? [];
  }
  yield* asSubtype('guard', config.getGlobalGuards());
  yield* asSubtype('pipe', config.getGlobalPipes());
  yield* asSubtype('interceptor', config.getGlobalInterceptors());
  yield* asSubtype('filter', config.getGlobalFilters());
}

function usedBy(metatype: Constructor, subtype: Subtype): [Subtype, unknown][] {
  const { metadata } = ENHANCERS[subtype];
  const prototype = metatype.prototype as object;
  const used = asSubtype(subtype, Reflect.getMetadata(metadata, metatype));
  for (const key of new MetadataScanner().getAllMethodNames(prototype)) {
    const method = Reflect.get(prototype, key) as object;
    used.push(...asSubtype(subtype, Reflect.getMetadata(metadata, method)));
    if (subtype === 'pipe') used.push(...asSubtype(subtype, parameterPipes(metatype, key)));
  }
  return used;
}

function parameterPipes(metatype: Constructor, key: string): unknown[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, key) ?? {}) as Record<
    string,
    { readonly pipes?: unknown[] }
  >;
  return Object.values(parameters).flatMap(({ pipes = [] }) => pipes);
}

function asSubtype(subtype: Subtype, enhancers: unknown): [Subtype, unknown][] {
  return ((enhancers ?? []) as unknown[]).map((enhancer) => [subtype, enhancer]);
}
