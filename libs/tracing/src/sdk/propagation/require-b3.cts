/** Loads the B3 propagator, and the package that it alone needs, in the way of `sdk/require-sdk.cts`. */
export = (): typeof import('./b3-propagator.js') => require('./b3-propagator.js');
