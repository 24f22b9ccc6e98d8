/**
 * Loads at once what only some processes need. A file of CommonJS in both builds: `require` finds what
 * lies beside it, loads it in the format of the build, and is followed by bundlers.
 */
export = {
  /** The path of this file, or of the bundle that it became part of, where the format has a name for it. */
  filename: typeof __filename === 'undefined' ? undefined : __filename,
  checkApi: (): typeof import('./check-api.js') => require('./check-api.js'),
  start: (): typeof import('./start.js') => require('./start.js'),
  b3Propagator: (): typeof import('./propagation/b3-propagator.js') =>
    require('./propagation/b3-propagator.js'),
  grpcExporter: (): typeof import('./exporters/grpc.js') => require('./exporters/grpc.js'),
  httpJsonExporter: (): typeof import('./exporters/http-json.js') =>
    require('./exporters/http-json.js'),
  httpProtobufExporter: (): typeof import('./exporters/http-protobuf.js') =>
    require('./exporters/http-protobuf.js'),
};
