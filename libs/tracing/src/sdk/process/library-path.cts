/** The path of this file, or of the bundle that it became part of; `undefined` where the format has no name for it. */
export = typeof __filename === 'undefined' ? undefined : __filename;
