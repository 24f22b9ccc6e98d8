/**
 * The path of this file, or of the bundle of CommonJS that contains it; `undefined` in a bundle of ES
 * modules.
 */
export = typeof __filename === 'undefined' ? undefined : __filename;
