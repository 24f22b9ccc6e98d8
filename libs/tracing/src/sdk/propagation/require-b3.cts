/** Loads the propagator of B3, and with it the package that it alone needs, as `sdk/load.cts` does. */
export = (): typeof import('./b3-propagator.js') => require('./b3-propagator.js');
