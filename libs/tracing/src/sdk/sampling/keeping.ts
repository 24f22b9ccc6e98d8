import type { Keeping, KeptReason } from '../../span/root-spans.js';
import { KeepLimit } from './keep-limit.js';
import type { KeepSettings } from './read-keep.js';
import type { RootSampling } from './root-sampling.js';
import { PRIVATE_NETWORKS, trustedHosts } from '../trusted-hosts.js';

/** Keeps what is worth it of the spans that `sampling` drops. */
export function keepingBy(
  { slowMillis, maxPerSecond, maxDownstreamPerSecond, trusted }: KeepSettings,
  sampling: RootSampling,
): Keeping {
  const limits: Record<KeptReason, KeepLimit> = {
    error: new KeepLimit(maxPerSecond),
    slow: new KeepLimit(maxPerSecond),
    downstream: new KeepLimit(maxDownstreamPerSecond),
  };
  return {
    slowMillis,
    trusts: trustedHosts(trusted ?? PRIVATE_NETWORKS),
    admit: (reason) => limits[reason].admit(),
    start: (root, spanContext, reason) => sampling.keep(root, spanContext, reason),
  };
}
