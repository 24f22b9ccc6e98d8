const KEY = Symbol.for('@traced/nest');
const globals = globalThis as typeof globalThis & { [KEY]?: Record<string, object> };
const entries = (globals[KEY] ??= {});

/**
 * Returns the state `name` of this process, and creates it by `initial` if there is none. All loaded
 * copies of this package share it, such as the builds as ES modules and as CommonJS.
 */
export function registered<T extends object>(name: string, initial: () => T): T {
  return (entries[name] ??= initial()) as T;
}
