/** Loads one of the exporters, and with it the packages that it alone needs, as `sdk/load.cts` does. */
export = {
  grpc: (): typeof import('./otlp/grpc.js') => require('./otlp/grpc.js'),
  httpJson: (): typeof import('./otlp/http-json.js') => require('./otlp/http-json.js'),
  httpProtobuf: (): typeof import('./otlp/http-protobuf.js') => require('./otlp/http-protobuf.js'),
};
