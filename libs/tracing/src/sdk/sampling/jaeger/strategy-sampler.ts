import type { SamplingResult } from '@opentelemetry/sdk-trace';
import { OwnSampler } from '#sdk/sampling/own-sampler.js';
import { RateLimiter } from '#sdk/sampling/rate-limiter.js';
import type { SamplingQuestion } from '#sdk/sampling/sampling-question.js';
import { type Decide, byRate, byRatio, byRatioAtLeast } from './decide.js';
import { Operations } from './operations.js';
import { MAX_OPERATIONS, type Strategy } from './strategy.js';

/** The rate limiters by the names of operations; the one under `undefined` is for all others together. */
type Limiters = Map<string | undefined, RateLimiter>;

/** Samples by a strategy that a Jaeger server has sent. */
export class StrategySampler extends OwnSampler {
  readonly #limiters: Limiters = new Map();
  readonly #previousLimiters: Limiters | undefined;
  readonly #operations = new Operations<Decide>();
  /**
   * The decisions for spans that the strategy does not name, by span name, as each has its own lower
   * bound.
   */
  readonly #unnamed = new Map<string, Decide>();
  readonly #otherwise: Decide;
  readonly #strategy: Strategy;
  readonly #now: (() => number) | undefined;

  /**
   * @param previous the sampler that this one replaces: it takes over the rate limiters with an
   *   unchanged rate
   */
  constructor(strategy: Strategy, previous?: StrategySampler, now?: () => number) {
    super();
    this.#strategy = strategy;
    this.#now = now;
    this.#previousLimiters = previous && previous.#limiters;
    const { others, operations } = strategy;
    this.#otherwise =
      'ratio' in others
        ? byRatio(others.ratio)
        : byRate(this.#limiter(undefined, others.perSecond));
    for (const [name, ratio] of operations) this.#operations.set(name, this.#atLeast(name, ratio));
  }

  decide(question: SamplingQuestion): SamplingResult {
    const decide = this.#named(question) ?? this.#unnamedBy(question);
    return decide(question);
  }

  toString(): string {
    return `JaegerStrategy${JSON.stringify(this.#strategy)}`;
  }

  #named(question: SamplingQuestion): Decide | undefined {
    if (this.#strategy.operations.length === 0) return undefined;
    return this.#operations.find(question.spanName, question.attributes);
  }

  #unnamedBy({ spanName }: SamplingQuestion): Decide {
    const { others, atLeastPerSecond } = this.#strategy;
    if (atLeastPerSecond === 0 || !('ratio' in others)) return this.#otherwise;
    const known = this.#unnamed.get(spanName);
    if (known) return known;
    if (this.#unnamed.size >= MAX_OPERATIONS) return this.#otherwise;
    const decide = this.#atLeast(spanName, others.ratio);
    this.#unnamed.set(spanName, decide);
    return decide;
  }

  #atLeast(name: string, ratio: number): Decide {
    const { atLeastPerSecond } = this.#strategy;
    if (atLeastPerSecond === 0) return byRatio(ratio);
    return byRatioAtLeast(ratio, this.#limiter(name, atLeastPerSecond));
  }

  #limiter(name: string | undefined, perSecond: number): RateLimiter {
    const known = this.#previousLimiters?.get(name);
    const limiter = known?.perSecond === perSecond ? known : new RateLimiter(perSecond, this.#now);
    this.#limiters.set(name, limiter);
    return limiter;
  }
}
