import type { Keeping, KeptReason } from '#span/ports.js';
import { PerSecondLimit } from '#sdk/sampling/per-second-limit.js';
import type { KeepSettings } from '#sdk/environment/read-late-sampling.js';
import type { RootSampling } from '#sdk/sampling/root-sampling.js';
import { PRIVATE_NETWORKS, trustedHosts } from '#sdk/settings/values/trusted-hosts.js';

/** Keeps what is worth it of the spans that `sampling` drops. */
export function keepingBy(
  { slowMillis, maxPerSecond, maxDownstreamPerSecond, trusted }: KeepSettings,
  sampling: RootSampling,
): Keeping {
  const limits: Record<KeptReason, PerSecondLimit> = {
    error: new PerSecondLimit(maxPerSecond),
    slow: new PerSecondLimit(maxPerSecond),
    downstream: new PerSecondLimit(maxDownstreamPerSecond),
  };
  return {
    slowMillis,
    trusts: trustedHosts(trusted ?? PRIVATE_NETWORKS),
    admit: (reason) => limits[reason].admit(),
    start: (root, spanContext, reason) => sampling.keep(root, spanContext, reason),
  };
}
