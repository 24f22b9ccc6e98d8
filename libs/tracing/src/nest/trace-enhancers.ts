import 'reflect-metadata';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { classNameOf } from '../decorators/class-name.js';
import { type Constructor, isClass } from '../decorators/trace-class.js';
import { traceInherited } from '../decorators/trace-member.js';
import { isSelected } from './class-patterns.js';
import { layerStatement } from './layer-statement.js';
import { metatypesOf, wrappersOf } from './metatypes.js';
import type { LayersOptions } from './tracing.options.js';

type Subtype = 'guard' | 'pipe' | 'interceptor' | 'filter';

interface Enhancer {
  readonly layer: keyof LayersOptions;
  /** The method that Nest calls. */
  readonly method: string;
  /** What `@UseGuards()` and its siblings leave on a class or a method. */
  readonly metadata: string;
}

const ENHANCERS: Readonly<Record<Subtype, Enhancer>> = {
  guard: { layer: 'guards', method: 'canActivate', metadata: '__guards__' },
  pipe: { layer: 'pipes', method: 'transform', metadata: '__pipes__' },
  interceptor: { layer: 'interceptors', method: 'intercept', metadata: '__interceptors__' },
  filter: { layer: 'filters', method: 'catch', metadata: '__exceptionFilters__' },
};
const SUBTYPES = Object.keys(ENHANCERS) as Subtype[];

/** What `@Param()` and its siblings leave on a controller's class, for each of its methods. */
const ROUTE_ARGS_METADATA = '__routeArguments__';

/**
 * Makes the calls of guards, pipes, interceptors and exception filters spans, as `layers` selects them:
 * by their prototypes, however they were registered, and once, however often they are used.
 */
export function traceEnhancers(
  modules: ModulesContainer,
  config: ApplicationConfig,
  layers: LayersOptions,
): void {
  const isAsked = SUBTYPES.some((subtype) => layers[ENHANCERS[subtype].layer]);
  if (!isAsked) return;
  for (const [subtype, enhancer] of enhancersOf(modules, config)) {
    traceEnhancer(subtype, enhancer, layers);
  }
}

function traceEnhancer(subtype: Subtype, enhancer: unknown, layers: LayersOptions): void {
  const type = isClass(enhancer) ? enhancer : (enhancer as object | null)?.constructor;
  const { layer, method } = ENHANCERS[subtype];
  if (!isClass(type) || typeof Reflect.get(type.prototype as object, method) !== 'function') return;
  if (!isSelected(layers[layer], classNameOf(type), type)) return;
  traceInherited(type.prototype as object, method, layerStatement(subtype));
}

/** Each by its class or as an instance: those of the container, of decorators, and of the application. */
function* enhancersOf(
  modules: ModulesContainer,
  config: ApplicationConfig,
): Iterable<[Subtype, unknown]> {
  for (const { subtype, metatype, instance } of wrappersOf(modules)) {
    if (subtype) yield [subtype, isClass(metatype) ? metatype : instance];
  }
  for (const metatype of metatypesOf(modules)) {
    for (const subtype of SUBTYPES) yield* usedBy(metatype, subtype);
  }
  yield* asSubtype('guard', config.getGlobalGuards());
  yield* asSubtype('pipe', config.getGlobalPipes());
  yield* asSubtype('interceptor', config.getGlobalInterceptors());
  yield* asSubtype('filter', config.getGlobalFilters());
}

function* usedBy(metatype: Constructor, subtype: Subtype): Iterable<[Subtype, unknown]> {
  const { metadata } = ENHANCERS[subtype];
  const prototype = metatype.prototype as object;
  yield* asSubtype(subtype, Reflect.getMetadata(metadata, metatype));
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, key) ?? {};
    if (typeof value !== 'function') continue;
    yield* asSubtype(subtype, Reflect.getMetadata(metadata, value));
    if (subtype === 'pipe') yield* asSubtype(subtype, parameterPipes(metatype, key));
  }
}

function parameterPipes(metatype: Constructor, key: string): unknown[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, key) ?? {}) as Record<
    string,
    { readonly pipes?: unknown[] }
  >;
  return Object.values(parameters).flatMap(({ pipes = [] }) => pipes);
}

function* asSubtype(subtype: Subtype, enhancers: unknown): Iterable<[Subtype, unknown]> {
  for (const enhancer of (enhancers ?? []) as unknown[]) yield [subtype, enhancer];
}
