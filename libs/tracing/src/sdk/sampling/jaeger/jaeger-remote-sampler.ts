import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { OwnSampler } from '#sdk/sampling/own-sampler.js';
import { RatioSampler } from '#sdk/sampling/ratio-sampler.js';
import type { SamplingQuestion } from '#sdk/sampling/sampling-question.js';
import { suppressTracing } from '#span/context/suppression.js';
import { warn } from '#span/warn.js';
import { fetchText } from './fetch-text.js';
import type { JaegerSettings } from './jaeger-settings.js';
import { parseStrategy } from './strategy.js';
import { StrategySampler } from './strategy-sampler.js';

const UNTRACED = suppressTracing(ROOT_CONTEXT);

/**
 * The part of the interval by which a request may be earlier or later, so that processes do not ask
 * together.
 */
const JITTER = 0.1;

/** The service whose strategy is fetched, and the signal that stops the fetching. */
export interface JaegerService {
  readonly name: () => Promise<string>;
  readonly stop: AbortSignal;
}

/**
 * Samples by the strategy of a Jaeger server, which it fetches periodically. Before the first answer,
 * it samples a ratio of traces; while the server does not answer, it samples by the last strategy.
 *
 * @see https://www.jaegertracing.io/docs/latest/architecture/sampling/#remote-sampling
 */
export class JaegerRemoteSampler extends OwnSampler {
  #sampler: OwnSampler;
  #isFailing = false;
  readonly #settings: JaegerSettings;
  readonly #service: JaegerService;

  constructor(settings: JaegerSettings, service: JaegerService) {
    super();
    this.#settings = settings;
    this.#service = service;
    this.#sampler = new RatioSampler(settings.initialSamplingRate);
    this.#askIn(0);
  }

  decide(question: SamplingQuestion): SamplingResult {
    return this.#sampler.decide(question);
  }

  toString(): string {
    return `JaegerRemote{endpoint=${this.#settings.endpoint.href}, ${this.#sampler.toString()}}`;
  }

  /**
   * Schedules a request. The timer does not hold the process alive, and is cleared once tracing has
   * stopped.
   */
  #askIn(millis: number): void {
    const { stop } = this.#service;
    if (stop.aborted) return;
    const clear = (): void => clearTimeout(timer);
    const ask = (): void => {
      stop.removeEventListener('abort', clear);
      void context.with(UNTRACED, () => this.#ask());
    };
    const timer = setTimeout(ask, millis).unref();
    stop.addEventListener('abort', clear, { once: true });
  }

  async #ask(): Promise<void> {
    if (this.#service.stop.aborted) return;
    try {
      const strategy = parseStrategy(await this.#fetch());
      const previous = this.#sampler instanceof StrategySampler ? this.#sampler : undefined;
      this.#sampler = new StrategySampler(strategy, previous);
      this.#isFailing = false;
    } catch (error) {
      this.#warn(error);
    }
    this.#askIn(this.#settings.pollingIntervalMillis * (1 - JITTER + 2 * JITTER * Math.random()));
  }

  async #fetch(): Promise<string> {
    const url = new URL(this.#settings.endpoint);
    url.searchParams.set('service', await this.#service.name());
    return fetchText(url, this.#service.stop);
  }

  /** Warns of a failed request, once until a request has succeeded again. */
  #warn(error: unknown): void {
    if (this.#isFailing || this.#service.stop.aborted) return;
    this.#isFailing = true;
    const { host, pathname } = this.#settings.endpoint;
    warn(`The sampling strategy could not be fetched from ${host}${pathname}.`, error);
  }
}
