import { registered } from '#span/registry.js';
import type { RemoveForceHeader } from './force-header.js';

/** The operator's rules for the requests that this process serves. */
export interface RequestRules {
  /** Whether requests for `pathname` are not traced. */
  isExcluded(pathname: string): boolean;
  /** Removes the header that forces sampling. Returns whether the request is sampled whatever the sampler decides. */
  removeForceHeader: RemoveForceHeader;
}

/** The rules in force, which all copies of this package in the process share. */
export const requestRules = registered<{ current: RequestRules }>('requestRules', () => ({
  current: { isExcluded: () => false, removeForceHeader: () => false },
}));

/** Puts `rules` in force for every exchange from now on. Returns a function that restores the former rules. */
export function followRules(rules: RequestRules): () => void {
  const before = requestRules.current;
  requestRules.current = rules;
  return () => {
    if (requestRules.current === rules) requestRules.current = before;
  };
}
