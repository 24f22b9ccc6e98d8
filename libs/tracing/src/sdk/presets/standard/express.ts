import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';

/** Tells the route to the SERVER span; a span for each layer, nine for a request, says nothing more. */
export function expressInstrumentation(): ExpressInstrumentation {
  return new ExpressInstrumentation({ ignoreLayers: [ignoreLayer] });
}

/**
 * The instrumentation takes the path of every layer for the route, and so that of a middleware, or the
 * one that Nest registers for what has no route (`/api*path`). Nest's own routes come from Nest.
 */
function ignoreLayer(layer: string): boolean {
  const request = getRPCMetadata(context.active());
  const isRoute = layer.startsWith('request handler') && !request?.route?.includes('*');
  if (request && !isRoute) delete request.route;
  return true;
}
