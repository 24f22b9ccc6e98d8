import { syncBuiltinESMExports } from 'node:module';
import { metrics } from '@opentelemetry/api';
import type { NodeSDK } from '@opentelemetry/sdk-node';
import { disable, silence } from '#sdk/presets/instrumentations.js';
import { expressInstrumentation } from './express.js';
import type { BoundedBaggagePropagator } from '#sdk/propagation/bounded-baggage-propagator.js';
import { httpInstrumentation, httpOptions } from './http.js';
import { NestInstrumentationOfAnyVersion } from './nest.js';
import { pgInstrumentation } from './pg.js';
import { undiciInstrumentation, undiciOptions } from './undici.js';

type NodeSdkOptions = NonNullable<ConstructorParameters<typeof NodeSDK>[0]>;
export type OfficialInstrumentation = Exclude<
  NonNullable<NodeSdkOptions['instrumentations']>[number],
  readonly unknown[]
>;

/** One set in a process, however often it is started: what they hook into the loaders of modules stays there. */
export class OfficialInstrumentations {
  private readonly http = httpInstrumentation();
  private readonly undici = undiciInstrumentation();
  /** Modules that were imported stay patched: their exports cannot be put back. */
  private readonly packageInstrumentations = [
    expressInstrumentation(),
    new NestInstrumentationOfAnyVersion(),
    pgInstrumentation(),
  ];

  get all(): OfficialInstrumentation[] {
    return [this.http, this.undici, ...this.packageInstrumentations];
  }

  enable(excludedUrls: readonly string[], propagator: BoundedBaggagePropagator): void {
    this.http.setConfig(httpOptions(excludedUrls, propagator));
    this.undici.setConfig(undiciOptions(propagator));
    this.http.enable();
    this.undici.enable();
  }

  /** The patches that cannot be taken away make no spans. */
  disable(): void {
    disable([this.http, this.undici]);
    // What is imported from `node:http` by name follows.
    syncBuiltinESMExports();
    for (const instrumentation of this.packageInstrumentations) silence(instrumentation);
    for (const instrumentation of this.all) {
      instrumentation.setMeterProvider(metrics.getMeterProvider());
    }
  }
}
