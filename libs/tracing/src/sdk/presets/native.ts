import { trace } from '@opentelemetry/api';
import { recordFastifyRoutes } from '#http/server/fastify-routes.js';
import { createForceHeaderRemover } from '#http/server/force-header.js';
import { instrumentFetch } from '#http/client/instrument-fetch.js';
import { instrumentHttpClients } from '#http/client/instrument-http-clients.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { instrumentUndici } from '#http/client/instrument-undici.js';
import { logDiagnostics } from '#sdk/process/diag-logger.js';
import type { PresetSetup, Sdk } from './preset.js';
import { Recorder } from '#sdk/recorder/recorder.js';
import { excludedPathsOf } from './excluded-paths.js';
import { limitsOf } from './span-limits.js';
import { enable } from './instrumentations.js';
import { reportUnpatched } from './report-unpatched.js';

/** Starts the preset `native`, in which this library makes all spans, without a loader hook. */
export function startNative(setup: PresetSetup): Sdk {
  logDiagnostics(setup.environment.logLevel);
  const { environment, sampler, resource, spanProcessors, instrumentations } = setup;
  const provider = new Recorder({
    sampler,
    followsLocalParent: setup.followsLocalParent,
    resource,
    spanProcessors,
    spanLimits: limitsOf(environment),
  });
  trace.setGlobalTracerProvider(provider);
  const removeForceHeader =
    environment.forceSampling && createForceHeaderRemover(environment.forceSampling);
  const uninstalls = [
    enable(instrumentations, provider),
    reportUnpatched(instrumentations),
    instrumentServers(excludedPathsOf(environment), removeForceHeader),
    recordFastifyRoutes(),
    instrumentUndici(),
    instrumentHttpClients(),
    // A `fetch` that is not undici's publishes to no diagnostics channel.
    ...('undici' in process.versions ? [] : [instrumentFetch()]),
  ];
  return {
    shutdown: () => provider.shutdown(),
    uninstall: () => uninstalls.forEach((uninstall) => uninstall()),
  };
}
