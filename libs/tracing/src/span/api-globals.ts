/**
 * The key of the object that all copies of the API in a process share, from
 * `src/internal/global-utils.ts` of @opentelemetry/api.
 */
const KEY = Symbol.for('opentelemetry.js.api.1');
const globals = globalThis as typeof globalThis & { [KEY]?: ApiGlobals };

/** The parts of an SDK that are registered with the API, each under its name in the API. */
export type ApiGlobals = Readonly<Record<string, unknown>>;

/** Returns the parts of an SDK that are registered with the API now. */
export function apiGlobals(): ApiGlobals {
  return globals[KEY] ?? {};
}
