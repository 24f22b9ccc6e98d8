import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';

/**
 * Creates the instrumentation that finds the route of a request, and makes no span for each Express
 * layer.
 */
export function expressInstrumentation(): ExpressInstrumentation {
  return new ExpressInstrumentation({ ignoreLayers: [ignoreLayer] });
}

/**
 * Ignores a layer, and removes its path from the request unless it is a route. The instrumentation takes the
 * path of every layer for the route, even that of a middleware, or the one that Nest registers for requests
 * without a route (`/api*path`).
 */
function ignoreLayer(layer: string): boolean {
  const request = getRPCMetadata(context.active());
  const isRoute = layer.startsWith('request handler') && !request?.route?.includes('*');
  if (request && !isRoute) delete request.route;
  return true;
}
