import { registered } from '#span/registry.js';

const scopes = registered('instrumentationScopes', () => new WeakMap<object, string>());

/** Names the instrumentation scope of the spans of a class, and of those that inherit from it. */
export function setInstrumentationScope(type: object, scope: string): void {
  scopes.set(type, scope);
}

export function instrumentationScopeOf(type: unknown): string | undefined {
  if (typeof type !== 'function') return undefined;
  return scopes.get(type) ?? instrumentationScopeOf(Object.getPrototypeOf(type));
}
