import type { Keeping } from '../../span/root-spans.js';
import { KeepLimit } from './keep-limit.js';
import type { KeepSettings } from './read-keep.js';
import type { RootSampling } from './root-sampling.js';
import { PRIVATE_NETWORKS, trustedHosts } from './trusted-hosts.js';

/** Keeps what is worth it of the spans that `sampling` drops. */
export function keepingBy(
  { slowMillis, maxPerSecond, trusted }: KeepSettings,
  sampling: RootSampling,
): Keeping {
  const limit = new KeepLimit(maxPerSecond);
  return {
    slowMillis,
    trusts: trustedHosts(trusted ?? PRIVATE_NETWORKS),
    admit: () => limit.admit(),
    start: (root, spanContext, reason) => sampling.keep(root, spanContext, reason),
  };
}
