/**
 * Loads at once what only a process that traces needs. It is CommonJS in both builds: `require` finds what lies
 * beside this file, loads it in the format of the build, and is followed by bundlers.
 */
export = {
  checkApi: (): typeof import('./process/check-api.js') => require('./process/check-api.js'),
  start: (): typeof import('./start.js') => require('./start.js'),
};
