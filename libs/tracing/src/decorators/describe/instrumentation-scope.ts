import { registered } from '#span/registry.js';

const scopes = registered('instrumentationScopes', () => new WeakMap<object, string>());

/** Sets the name of the instrumentation scope for the spans of a class and of the classes that extend it. */
export function setInstrumentationScope(type: object, scope: string): void {
  scopes.set(type, scope);
}

/** Returns the name that was set for the class, or for the nearest class that it extends. */
export function instrumentationScopeOf(type: unknown): string | undefined {
  if (typeof type !== 'function') return undefined;
  return scopes.get(type) ?? instrumentationScopeOf(Object.getPrototypeOf(type));
}
