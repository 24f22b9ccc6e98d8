import { createRequire, isBuiltin } from 'node:module';
import { sep } from 'node:path';
import { subscribeToChannels } from '#http/subscribe-to-channels.js';
import { reportOnce } from '#span/warn.js';
import type { Instrumentation, PatchedModule } from './preset.js';

/**
 * The time in milliseconds until the first look, for `import` statements, which no diagnostics channel
 * reports.
 */
const FIRST_LOOK_MILLIS = 1_000;

/**
 * Reports each instrumentation whose package is loaded but not patched as a whole: without a loader
 * hook, this happens to whatever `import` loads, as in Nest 12. Looks a second after the start, and
 * after each `import()` in a new place.
 *
 * @returns a function that stops the looks
 */
export function reportUnpatched(instrumentations: readonly Instrumentation[]): () => void {
  const waiting = new Map(instrumentations.flatMap(packagesOf));
  if (waiting.size === 0) return () => {};
  const imported = new Set<string>();
  const look = (): void => {
    for (const [module, instrumentation] of waiting) {
      if (!isLoaded(module, imported)) continue;
      waiting.delete(module);
      if (!isPatched(module)) reportOnce(lineOf(instrumentation, module));
    }
  };
  const timer = setTimeout(look, FIRST_LOOK_MILLIS).unref();
  const places = new Set<string>();
  const stop = subscribeToChannels<{ readonly url: string; readonly parentURL: string }>({
    'tracing:module.import:asyncEnd': ({ url, parentURL }) => {
      const place = `${parentURL} ${url}`;
      // An application may import the same module with each request.
      if (waiting.size === 0 || places.has(place)) return;
      places.add(place);
      imported.add(url);
      setImmediate(look).unref();
    },
  });
  return () => {
    clearTimeout(timer);
    stop();
    waiting.clear();
  };
}

function packagesOf(instrumentation: Instrumentation): [PatchedModule, string][] {
  const { instrumentationName = instrumentation.constructor.name } = instrumentation;
  return patchedModules(instrumentation)
    .filter(({ name }) => !isBuiltin(name))
    .map((module) => [module, instrumentationName]);
}

/**
 * Returns the objects in which `InstrumentationBase` records what it has patched; `getModuleDefinitions()`
 * creates new ones at each call.
 */
function patchedModules(instrumentation: object): readonly PatchedModule[] {
  return '_modules' in instrumentation
    ? (instrumentation._modules as readonly PatchedModule[])
    : [];
}

/**
 * Whether a module is patched. If the module itself is to be patched, its files say little: kafkajs
 * requires its own files, whatever loads it.
 */
function isPatched({ patch, moduleExports, files }: PatchedModule): boolean {
  if (patch) return moduleExports !== undefined;
  return files.some((file) => file.moduleExports !== undefined);
}

function lineOf(instrumentation: string, { name, supportedVersions }: PatchedModule): string {
  const versions = supportedVersions?.join(' || ') ?? '*';
  return `${instrumentation} may trace nothing of ${name}: it patches what require() loads of its versions ${versions} once tracing has started, and nothing that import loads.`;
}

function isLoaded({ name, moduleVersion }: PatchedModule, imported: ReadonlySet<string>): boolean {
  return moduleVersion !== undefined || imported.has(name) || isRequired(name);
}

/** Whether Node has loaded a file of the package as CommonJS, by `require()` or by `import`. */
function isRequired(name: string): boolean {
  const folder = `${sep}node_modules${sep}${name.replaceAll('/', sep)}${sep}`;
  const { cache } = createRequire(`${process.cwd()}${sep}`);
  return Object.keys(cache).some((file) => file.includes(folder) && !file.endsWith('.json'));
}
