/** What all copies of the API in a process share: `src/internal/global-utils.ts` of @opentelemetry/api. */
const KEY = Symbol.for('opentelemetry.js.api.1');
const globals = globalThis as typeof globalThis & { [KEY]?: ApiGlobals };

/** What is registered with the API, by the name of the part. */
export type ApiGlobals = Readonly<Record<string, unknown>>;

/** What is registered now. */
export function apiGlobals(): ApiGlobals {
  return globals[KEY] ?? {};
}
