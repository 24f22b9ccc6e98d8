import type { Rule } from './finding.js';
import { findOutsideParent } from './rules/child-within-parent.js';
import { findClientsWithoutServer } from './rules/client-has-server.js';
import { findUnmarkedFailures } from './rules/failure-is-error.js';
import { findClockSkews } from './rules/no-clock-skew.js';
import { findCycles } from './rules/no-cycle.js';
import { findDuplicates } from './rules/no-duplicate-id.js';
import { findOrphans } from './rules/no-orphan.js';
import { findSecrets } from './rules/no-secret.js';
import { findFurtherRoots } from './rules/one-root.js';
import { findServersWithoutRoute } from './rules/server-has-route.js';
import { findUnnamedServices } from './rules/service-is-named.js';

/** The names of the rules that a healthy trace follows. */
export type HealthRule = keyof typeof RULES;

/** The rules by name, in the order in which a failure lists what they find. */
const RULES = {
  'one-root': findFurtherRoots,
  'no-orphan': findOrphans,
  'no-duplicate-id': findDuplicates,
  'no-cycle': findCycles,
  'child-within-parent': findOutsideParent,
  'no-clock-skew': findClockSkews,
  'client-has-server': findClientsWithoutServer,
  'server-has-route': findServersWithoutRoute,
  'failure-is-error': findUnmarkedFailures,
  'service-is-named': findUnnamedServices,
  'no-secret': findSecrets,
} satisfies Record<string, Rule>;

/** Returns every rule with its name. */
export function allRules(): [name: HealthRule, rule: Rule][] {
  return Object.entries(RULES) as [HealthRule, Rule][];
}
