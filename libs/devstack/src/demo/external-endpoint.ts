import { exporterEnvironment } from '../environment.js';
import type { Screen } from './screen.js';
import type { SpanDestination } from './span-destination.js';

/** Spans go to the caller's collector; nothing is drawn here. */
export class ExternalEndpoint implements SpanDestination {
  readonly env = exporterEnvironment();

  constructor(
    readonly endpoint: string,
    private readonly screen: Screen,
  ) {}

  async showOrder(): Promise<void> {
    this.screen.print(
      `The spans of the order go to ${this.endpoint}: look there for POST /orders of the service orders.`,
    );
  }

  follow(): void {}

  async stop(): Promise<void> {}
}
