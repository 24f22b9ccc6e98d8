import { exporterEnvironment } from '../environment.js';
import type { Screen } from './screen.js';
import type { SpanDestination } from './span-destination.js';

/** The collector that the caller names in `OTEL_EXPORTER_OTLP_ENDPOINT`; the demo draws none of its traces. */
export class ExternalEndpoint implements SpanDestination {
  readonly env = exporterEnvironment();

  readonly #screen: Screen;

  constructor(
    readonly endpoint: string,
    screen: Screen,
  ) {
    this.#screen = screen;
  }

  async showOrder(): Promise<void> {
    this.#screen.print(
      `The spans of the order go to ${this.endpoint}. Look there for POST /orders of the service orders.`,
    );
  }

  follow(): void {}

  async stop(): Promise<void> {}
}
