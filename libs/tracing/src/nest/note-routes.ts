import type { HttpAdapterHost } from '@nestjs/core';
import { setHttpRoute } from '../span/server-request.js';

/**
 * Notes the template of each matched route, before its guards run. Nest has one place for such a
 * callback; one that is there already is kept.
 */
export function noteRoutes({ httpAdapter }: HttpAdapterHost): void {
  if (!httpAdapter) return;
  const before = httpAdapter.getOnRouteTriggered();
  httpAdapter.setOnRouteTriggered((method, path) => {
    before?.(method, path);
    setHttpRoute(path);
  });
}
