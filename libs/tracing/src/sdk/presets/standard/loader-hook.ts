import { createRequire, isBuiltin, register, syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createLibraryRequire } from '#sdk/process/library-require.js';
import type { Instrumentation, PatchedModule } from '#sdk/presets/preset.js';
import { STANDARD_PACKAGES } from '#sdk/presets/standard-packages.js';

interface LoaderHook {
  supportsSyncHooks(): boolean;
  register(options: { readonly include: Pattern[] }): void;
}

type Pattern = string | RegExp;

/**
 * Hooks the loader of ES modules for the modules that `instrumentations` patch, and no others: a hook
 * around every module doubles the time to start. The hook runs in the thread of the application if Node
 * supports that. Node's own modules need no hook: they are patched here, and named imports of them
 * follow.
 *
 * @see https://github.com/nodejs/import-in-the-middle/blob/main/register-hooks.mjs
 */
export function hookLoader(instrumentations: readonly Instrumentation[]): void {
  const modules = instrumentations.flatMap(
    (instrumentation) => instrumentation.getModuleDefinitions?.() ?? [],
  );
  const require = createLibraryRequire();
  for (const { name } of modules.filter(isNodes)) require(name);
  syncBuiltinESMExports();
  const include = modules
    .filter((module) => !isNodes(module))
    .flatMap(patternsOf)
    .filter(isNew);
  if (include.length === 0) return;
  for (const hookOwner of hookOwners()) registerHook(hookOwner, include);
}

/** The patterns that are hooked already: a hook cannot be removed, and serves the next start as well. */
const hooked = new Set<string>();

function isNew(pattern: Pattern): boolean {
  const isKnown = hooked.has(String(pattern));
  hooked.add(String(pattern));
  return !isKnown;
}

function isNodes({ name }: PatchedModule): boolean {
  return isBuiltin(name);
}

function registerHook(require: NodeJS.Require, include: Pattern[]): void {
  const hook = require('import-in-the-middle/register-hooks.mjs') as LoaderHook;
  if (hook.supportsSyncHooks()) return hook.register({ include });
  const url = pathToFileURL(require.resolve('import-in-the-middle/hook.mjs'));
  register(url, { data: { include } });
}

/** Returns the patterns of a module: the module itself if it is patched, and those of its files that are. */
function patternsOf({ name, patch, files }: PatchedModule): Pattern[] {
  return [...(patch ? [name] : []), ...files.map((file) => endOf(file.name.replaceAll('\\', '/')))];
}

function endOf(path: string): RegExp {
  return new RegExp(`/${path.replaceAll('.', '\\.')}$`);
}

/**
 * Finds each copy of the hook's package: a hook serves its own copy, and instrumentations may use
 * different ones.
 */
function hookOwners(): NodeJS.Require[] {
  const requires = STANDARD_PACKAGES.map((name) => requireOf(createLibraryRequire(), name)).map(
    (require) => requireOf(require, '@opentelemetry/instrumentation'),
  );
  const byHook = new Map(
    requires.map((require) => [
      require.resolve('import-in-the-middle/register-hooks.mjs'),
      require,
    ]),
  );
  return [...byHook.values()];
}

function requireOf(require: NodeJS.Require, name: string): NodeJS.Require {
  return createRequire(require.resolve(name));
}
