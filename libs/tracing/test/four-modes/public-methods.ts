import { EventEmitter } from 'node:events';

type Class = abstract new (...args: never[]) => unknown;
type Method = (...args: unknown[]) => unknown;

/** The classes whose instances stand between an application and its connection. */
export type Classes = Readonly<Record<string, Class>>;

/** Counts the calls of every public method of some classes, inherited ones too, while calls are compared. */
export class PublicMethods {
  readonly #missing = new Set<string>();
  readonly #restore: (() => void)[] = [];

  constructor(classes: Classes) {
    for (const [name, { prototype }] of Object.entries(classes)) {
      for (const [owner, key] of methodsOf(prototype as object)) this.#watch(owner, key, name);
    }
  }

  /** The names of the methods that nothing has called yet, such as `Client.query`. */
  get uncalled(): readonly string[] {
    return [...this.#missing].toSorted();
  }

  stop(): void {
    for (const undo of this.#restore.splice(0)) undo();
  }

  #watch(owner: object, key: string, className: string): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
    const method = descriptor.value as Method;
    const missing = this.#missing;
    const name = `${className}.${key}`;
    missing.add(name);
    function watched(this: unknown, ...args: unknown[]): unknown {
      missing.delete(name);
      return Reflect.apply(method, this, args);
    }
    Object.defineProperties(watched, {
      name: { value: method.name, configurable: true },
      length: { value: method.length, configurable: true },
    });
    Object.defineProperty(owner, key, { ...descriptor, value: watched });
    this.#restore.push(() => Object.defineProperty(owner, key, descriptor));
  }
}

/**
 * Returns the public methods of a prototype and their owners. A name that begins with `_` is private by convention.
 */
function methodsOf(prototype: object): readonly (readonly [owner: object, key: string])[] {
  const found = new Map<string, object>();
  for (
    let owner: object | null = prototype;
    owner && owner !== Object.prototype && owner !== EventEmitter.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      const isPublic = typeof value === 'function' && key !== 'constructor' && !key.startsWith('_');
      if (isPublic && !found.has(key)) found.set(key, owner);
    }
  }
  return [...found].map(([key, owner]) => [owner, key]);
}
