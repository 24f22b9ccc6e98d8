import { context, propagation, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { DEFAULT_EXCLUDED_URLS } from '../../http/excluded-urls.js';
import { instrumentHttpClients } from '../../http/instrument-http-clients.js';
import { instrumentServers } from '../../http/instrument-servers.js';
import { instrumentUndici } from '../../http/instrument-undici.js';
import type { PresetSetup, Sdk } from '../preset.js';

/** What the platform offers, and no loader hook: requests by this library, queries by its connections. */
export function startNative(setup: PresetSetup): Sdk {
  const { environment, sampler, resource, spanProcessors, instrumentations } = setup;
  const provider = new TracerProvider({
    sampler,
    resource,
    spanProcessors: [...spanProcessors],
  });
  context.setGlobalContextManager(setup.contextManager.enable());
  propagation.setGlobalPropagator(setup.propagator);
  trace.setGlobalTracerProvider(provider);
  instrumentServers(environment.excludedUrls ?? DEFAULT_EXCLUDED_URLS);
  instrumentUndici();
  instrumentHttpClients();
  for (const instrumentation of instrumentations) {
    instrumentation.setTracerProvider(provider);
    if (!instrumentation.getConfig().enabled) instrumentation.enable();
  }
  return provider;
}
