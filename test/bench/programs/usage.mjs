/** The key of `globalThis` under which `count-modules.mjs` counts. */
export const LOADED_FILES = Symbol.for('traced-bench.loaded-files');

/**
 * Returns what this process has used so far: processor time of all its threads in microseconds, resident memory in bytes,
 * and, where it was started with `count-modules.mjs`, the number of the files that it has loaded.
 */
export function readUsage() {
  const { user, system } = process.cpuUsage();
  return {
    cpuMicros: user + system,
    residentBytes: process.memoryUsage.rss(),
    modules: globalThis[LOADED_FILES]?.size,
  };
}
