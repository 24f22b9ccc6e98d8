import type { TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { BoundedBaggagePropagator } from '#sdk/propagation/bounded-baggage-propagator.js';
import type { TracingEnvironment } from '#sdk/environment/environment.js';

/** A module that an instrumentation patches, as a whole or in some of its files. */
export interface PatchedModule {
  readonly name: string;
  readonly patch?: unknown;
  readonly files: readonly { readonly name: string; readonly moduleExports?: unknown }[];
  /** Set once it is patched. */
  readonly moduleExports?: unknown;
  readonly supportedVersions?: readonly string[];
  /** Set once `require()` has loaded a file of it, even if that is not patched. */
  readonly moduleVersion?: string | undefined;
}

/** What an instrumentation of OpenTelemetry is; every `InstrumentationBase` fits. */
export interface Instrumentation {
  readonly instrumentationName?: string;
  enable(): void;
  disable?(): void;
  getConfig(): { readonly enabled?: boolean };
  getModuleDefinitions?(): readonly PatchedModule[];
  setTracerProvider(tracerProvider: TracerProvider): void;
}

/** What both presets start with. */
export interface PresetSetup {
  readonly environment: TracingEnvironment;
  readonly sampler: Sampler;
  readonly idGenerator: IdGenerator;
  readonly resource: Resource;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly propagator: BoundedBaggagePropagator;
  readonly instrumentations: readonly Instrumentation[];
}

export interface Sdk {
  /** Shuts the processors down. Spans may still follow. */
  shutdown(): Promise<void>;
  /** Takes away at once all that makes spans. Never throws. */
  uninstall(): void;
}

/** Makes the tracer provider the global one, and starts what makes spans. */
export type StartPreset = (setup: PresetSetup) => Sdk;
