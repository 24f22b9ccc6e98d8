/** Loads one of the transports, and the packages that it alone needs, in the way of `sdk/require-sdk.cts`. */
export = {
  grpc: (): typeof import('./otlp/grpc.js') => require('./otlp/grpc.js'),
  httpJson: (): typeof import('./otlp/http-json.js') => require('./otlp/http-json.js'),
  httpProtobuf: (): typeof import('./otlp/http-protobuf.js') => require('./otlp/http-protobuf.js'),
};
