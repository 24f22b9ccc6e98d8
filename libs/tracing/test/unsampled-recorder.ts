import { ParentBasedSampler, type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { LateSampler } from '#sdk/sampling/late/late-sampler.js';
import type { LateSamplingSettings } from '#sdk/environment/read-late-sampling.js';
import { RootSampling } from '#sdk/sampling/root-sampling.js';
import { ports } from '#span/ports.js';
import { SpanRecorder } from './span-recorder.js';

/** A duration that no test takes. */
const HOUR_MILLIS = 3_600_000;

/** Samples what is named `sampled …`, and nothing else. */
const byName: Sampler = {
  shouldSample: (_context, _traceId, name) => ({
    decision: name.startsWith('sampled')
      ? SamplingDecision.RECORD_AND_SAMPLED
      : SamplingDecision.NOT_RECORD,
  }),
};

/** A recorder whose sampler says no to local roots, and whose late sampling exports those that fail. */
export class UnsampledRecorder extends SpanRecorder {
  constructor(
    private readonly sampling = new RootSampling(new ParentBasedSampler({ root: byName })),
  ) {
    super(sampling, { idGenerator: sampling });
    ports.parentBasedSampler = true;
    ports.rootSpans = sampling;
    this.sampleLate();
  }

  /** Sets late sampling up anew. By default it exports every span that failed, and none for being slow. */
  sampleLate(settings: Partial<LateSamplingSettings> = {}): void {
    const defaults = {
      failed: true,
      slow: true,
      slowMillis: HOUR_MILLIS,
      maxPerSecond: 1_000,
      maxDownstreamPerSecond: 1_000,
      trustedCallees: undefined,
    };
    ports.lateSampling = new LateSampler({ ...defaults, ...settings }, this.sampling);
  }
}
