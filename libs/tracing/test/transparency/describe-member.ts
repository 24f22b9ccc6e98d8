import { keysOf, nameOf } from './values.js';

/** The metadata key of the parameters of handlers, to which `@CurrentSpan()` adds an entry. */
const ROUTE_ARGUMENTS = '__routeArguments__';

/** Describes what decorators, Nest and the application see of the member `key` of `target` without calling it. */
export function describeMember(
  Class: { readonly prototype: object },
  target: object,
  key: string | symbol,
): string[] {
  const { get, set, value, ...flags } = Object.getOwnPropertyDescriptor(target, key) ?? {};
  return [
    `class: ${describeFunction(Class)}, metadata of the member ${metadataOf(Class, key)}`,
    `prototype: ${keysOf(Class.prototype)}`,
    `member: ${JSON.stringify(flags)}, metadata ${metadataOf(target, key)}`,
    ...Object.entries({ get, set, value }).map(([part, fn]) => `${part}: ${describeFunction(fn)}`),
  ];
}

function describeFunction(fn: unknown): string {
  if (typeof fn !== 'function') return nameOf(fn);
  return `'${fn.name}' of ${fn.length} with ${keysOf(fn)}, metadata ${metadataOf(fn)}`;
}

function metadataOf(target: object, key?: string | symbol): string {
  const keys = Reflect.getMetadataKeys(target, key as string) as string[];
  const entries = keys
    .filter((name) => name !== ROUTE_ARGUMENTS)
    .map((name) => `${name}: ${nameOf(Reflect.getMetadata(name, target, key as string))}`);
  return `{${entries.join()}}`;
}
