import {
  type Attributes,
  type Context,
  type Link,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { callerAddressOf } from '#span/context/caller-address.js';
import { PerSecondLimit } from './per-second-limit.js';
import type { TrustedCallersSettings } from '#sdk/environment/read-trusted-callers.js';
import { inNetworks } from '#sdk/settings/values/trusted-hosts.js';

/**
 * Samples what a trusted caller sends as another sampler does, and what anybody else sends as if no
 * caller had decided about it: the trace id and the parent stay, the flag "sampled" counts for nothing.
 * A number of traces a second may be allowed to strangers all the same.
 */
export class TrustedCallersSampler implements Sampler {
  private readonly isTrusted: (address: string) => boolean;
  private readonly trustsBrokers: boolean;
  private readonly strangers: PerSecondLimit;

  constructor(
    { networks, untrustedMaxPerSecond }: TrustedCallersSettings,
    private readonly sampler: Sampler,
  ) {
    this.isTrusted = inNetworks(networks);
    this.trustsBrokers = networks.length > 0;
    this.strangers = new PerSecondLimit(untrustedMaxPerSecond);
  }

  shouldSample(
    parent: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const followed = this.isFollowed(parent, attributes) ? parent : trace.deleteSpan(parent);
    return this.sampler.shouldSample(followed, traceId, spanName, spanKind, attributes, links);
  }

  toString(): string {
    return `TrustedCallers{${this.sampler.toString()}}`;
  }

  private isFollowed(parent: Context, attributes: Attributes): boolean {
    const caller = trace.getSpanContext(parent);
    if (!caller?.isRemote) return true;
    const address = callerAddressOf(parent, attributes);
    const isTrusted = address === undefined ? this.trustsBrokers : this.isTrusted(address);
    return isTrusted || ((caller.traceFlags & TraceFlags.SAMPLED) !== 0 && this.strangers.admit());
  }
}
