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
  /** Set once the module is patched. */
  readonly moduleExports?: unknown;
  readonly supportedVersions?: readonly string[];
  /** Set once `require()` has loaded a file of the module, even if that file is not patched. */
  readonly moduleVersion?: string | undefined;
}

/** An instrumentation of OpenTelemetry; every `InstrumentationBase` is one. */
export interface Instrumentation {
  readonly instrumentationName?: string;
  enable(): void;
  disable?(): void;
  getConfig(): { readonly enabled?: boolean };
  getModuleDefinitions?(): readonly PatchedModule[];
  setTracerProvider(tracerProvider: TracerProvider): void;
}

/** The parts with which both presets start. */
export interface PresetSetup {
  readonly environment: TracingEnvironment;
  readonly sampler: Sampler;
  /** Whether the sampler samples every span below a sampled one of this process, without attributes. */
  readonly followsLocalParent: boolean;
  readonly idGenerator: IdGenerator;
  readonly resource: Resource;
  readonly spanProcessors: readonly SpanProcessor[];
  readonly propagator: BoundedBaggagePropagator;
  readonly instrumentations: readonly Instrumentation[];
}

/** The running SDK of a preset. */
export interface Sdk {
  /** Shuts the span processors down. Spans may still end afterwards. */
  shutdown(): Promise<void>;
  /** Removes everything that makes spans at once. Never throws. */
  uninstall(): void;
}

/** Starts a preset: registers its tracer provider with the API, and starts what makes spans. */
export type StartPreset = (setup: PresetSetup) => Sdk;
