/**
 * Loads the files that only a traced process needs, or only one that announces its spans, synchronously. This file
 * is CommonJS in both builds, as `require` finds files beside it, loads them in the format of the build, and is followed
 * by bundlers.
 */
export = {
  checkApi: (): typeof import('./process/check-api.js') => require('./process/check-api.js'),
  ledger: (): typeof import('./ledger/start-ledger.js') => require('./ledger/start-ledger.js'),
  start: (): typeof import('./start.js') => require('./start.js'),
};
