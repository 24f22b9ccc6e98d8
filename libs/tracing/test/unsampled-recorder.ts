import { ParentBasedSampler, type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { keepingBy } from '#sdk/sampling/late/keeping.js';
import type { KeepSettings } from '#sdk/environment/read-late-sampling.js';
import { RootSampling } from '#sdk/sampling/root-sampling.js';
import { ports } from '#span/ports.js';
import { SpanRecorder } from './span-recorder.js';

/** No test takes so long, whatever the machine does beside it. */
const HOUR_MILLIS = 3_600_000;

/** Samples what is named `sampled …`, and nothing else. */
const byName: Sampler = {
  shouldSample: (_context, _traceId, name) => ({
    decision: name.startsWith('sampled')
      ? SamplingDecision.RECORD_AND_SAMPLED
      : SamplingDecision.NOT_RECORD,
  }),
};

/** A recorder whose sampler drops roots, as it does under the preload, and keeps what is worth it. */
export class UnsampledRecorder extends SpanRecorder {
  constructor(
    private readonly sampling = new RootSampling(new ParentBasedSampler({ root: byName })),
  ) {
    super(sampling, { idGenerator: sampling });
    ports.parentBasedSampler = true;
    ports.rootSpans = sampling;
    this.keep();
  }

  /**
   * Keeps from now on by these settings; with none, by the defaults, but as many as there are, and none for
   * being slow.
   */
  keep(settings: Partial<KeepSettings> = {}): void {
    const defaults = {
      slowMillis: HOUR_MILLIS,
      maxPerSecond: 1_000,
      maxDownstreamPerSecond: 1_000,
      trusted: undefined,
    };
    ports.keeping = keepingBy({ ...defaults, ...settings }, this.sampling);
  }
}
