/**
 * Loads the files that only a traced process needs, synchronously. This file is CommonJS in both builds, as
 * `require` finds files beside it, loads them in the format of the build, and is followed by bundlers.
 */
export = {
  checkApi: (): typeof import('./process/check-api.js') => require('./process/check-api.js'),
  start: (): typeof import('./start.js') => require('./start.js'),
};
