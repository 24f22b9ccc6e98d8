import { OtlpReceiver, type Trace } from '@traced/kit';
import { services, servicesBehind } from '../services.js';
import type { Screen } from './screen.js';
import type { SpanDestination } from './span-destination.js';

const ARRIVAL_MILLIS = 20_000;
const EXPORT_DELAY_MILLIS = 200;
const QUIET_MILLIS = 2 * EXPORT_DELAY_MILLIS;
const FOREVER_MILLIS = 2 ** 31 - 1;
const SERVICES_OF_ORDER = [...servicesBehind('orders')].filter((name) => services[name].traced);

/** A receiver in this process, whose traces the demo draws on the screen. */
export class LocalReceiver implements SpanDestination {
  readonly env = {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    // The specification's default of 5 seconds is for production. Here a person waits for the trace.
    OTEL_BSP_SCHEDULE_DELAY: String(EXPORT_DELAY_MILLIS),
  };
  readonly #shown = new Set<string>();

  readonly #receiver: OtlpReceiver;
  readonly #screen: Screen;

  private constructor(receiver: OtlpReceiver, screen: Screen) {
    this.#receiver = receiver;
    this.#screen = screen;
  }

  static async start(port: number, screen: Screen): Promise<LocalReceiver> {
    return new LocalReceiver(await OtlpReceiver.start({ port }), screen);
  }

  get endpoint(): string {
    return this.#receiver.endpoint;
  }

  async showOrder(): Promise<void> {
    const { traceId } = await this.#receiver.waitForTrace(isOrder, {
      timeoutMillis: ARRIVAL_MILLIS,
    });
    for (const earlier of this.#receiver.traces()) this.#shown.add(earlier.traceId);
    this.#screen.trace(await this.#settled(traceId));
  }

  follow(): void {
    void this.#followAll();
  }

  async stop(): Promise<void> {
    await this.#receiver.stop();
  }

  async #followAll(): Promise<void> {
    const isNew = (trace: Trace): boolean => trace.complete && !this.#shown.has(trace.traceId);
    for (;;) {
      const trace = await this.#receiver.waitForTrace(isNew, { timeoutMillis: FOREVER_MILLIS });
      this.#shown.add(trace.traceId);
      void this.#summarise(trace);
    }
  }

  async #summarise(arrived: Trace): Promise<void> {
    const trace = await this.#settled(arrived.traceId).catch(() => arrived);
    this.#screen.summary(trace);
  }

  /**
   * Waits until no span has arrived for 400 ms: each of the services exports its part of the trace at its own time.
   */
  #settled(traceId: string): Promise<Trace> {
    return this.#receiver.trace(traceId).complete({ quietMillis: QUIET_MILLIS });
  }
}

function isOrder(trace: Trace): boolean {
  return (
    trace.complete &&
    trace.root.name === 'POST /orders' &&
    SERVICES_OF_ORDER.every((service) => trace.services.includes(service))
  );
}
