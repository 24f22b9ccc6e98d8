const KEY = Symbol.for('@traced/nest');
const globals = globalThis as typeof globalThis & { [KEY]?: Record<string, object> };
const entries = (globals[KEY] ??= {});

/**
 * The state `name` of this process: one, however many copies of this package are loaded, such as the
 * ESM and the CommonJS build.
 */
export function registered<T extends object>(name: string, initial: () => T): T {
  return (entries[name] ??= initial()) as T;
}
