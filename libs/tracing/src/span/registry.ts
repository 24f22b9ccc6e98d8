/** The state of the library in this process. */
interface Registry {
  /** Wrappers that make a span, so that a method is never wrapped twice. */
  readonly tracedMethods: WeakSet<object>;
  /** Set while tracing runs: exports every finished span, then stops. Bounded in time, never rejects. */
  shutdown: (() => Promise<void>) | undefined;
}

const KEY = Symbol.for('@traced/nest');
const globals = globalThis as typeof globalThis & { [KEY]?: Registry };

/** One per process, however many copies of this package are loaded. */
export const registry: Registry = (globals[KEY] ??= {
  tracedMethods: new WeakSet(),
  shutdown: undefined,
});
