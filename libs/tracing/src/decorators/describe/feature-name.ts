import { registered } from '#span/registry.js';

const scopes = registered('scopes', () => new WeakMap<object, string>());

/** Names the instrumentation scope of the spans of a class, and of those that inherit from it. */
export function setScope(type: object, scope: string): void {
  scopes.set(type, scope);
}

export function scopeOf(type: unknown): string | undefined {
  if (typeof type !== 'function') return undefined;
  return scopes.get(type) ?? scopeOf(Object.getPrototypeOf(type));
}
