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

/** The official instrumentations, one set for a process: their hooks in the loaders of modules stay. */
export class OfficialInstrumentations {
  readonly #http = httpInstrumentation();
  readonly #undici = undiciInstrumentation();
  /** The instrumentations of packages. Imported modules stay patched: their exports cannot be restored. */
  readonly #packageInstrumentations = [
    expressInstrumentation(),
    new NestInstrumentationOfAnyVersion(),
    pgInstrumentation(),
  ];

  get all(): OfficialInstrumentation[] {
    return [this.#http, this.#undici, ...this.#packageInstrumentations];
  }

  enable(excludedPaths: readonly string[], propagator: BoundedBaggagePropagator): void {
    this.#http.setConfig(httpOptions(excludedPaths, propagator));
    this.#undici.setConfig(undiciOptions(propagator));
    this.#http.enable();
    this.#undici.enable();
  }

  /** Disables the instrumentations. The patches that cannot be removed make no spans. */
  disable(): void {
    disable([this.#http, this.#undici]);
    // Named imports of `node:http` follow.
    syncBuiltinESMExports();
    for (const instrumentation of this.#packageInstrumentations) silence(instrumentation);
    for (const instrumentation of this.all) {
      instrumentation.setMeterProvider(metrics.getMeterProvider());
    }
  }
}
