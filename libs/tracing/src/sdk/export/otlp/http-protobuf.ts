import { readProtobufResponse } from './export-response.js';
import { readHttpConfiguration } from './http/http-configuration.js';
import { HttpTransport } from './http/http-transport.js';

/** Creates a transport of protobuf over HTTP, with the configuration of the environment. */
export function createTransport(): HttpTransport {
  return new HttpTransport(readHttpConfiguration('application/x-protobuf'), readProtobufResponse);
}
