import type { Trace } from '../../trace/trace.js';
import type { Flaw, RuleSettings } from '../finding.js';
import { isNamedSecret } from '../secrets/named-secret.js';
import type { SecretPattern } from '../secrets/secret-pattern.js';
import { type CarriedText, carriedTexts } from '../secrets/searched-texts.js';

/** Finds secrets in names, messages and attributes. A finding says where a secret is, and never shows it. */
export function findSecrets(trace: Trace, { secrets }: RuleSettings): Flaw[] {
  const flaws: Flaw[] = [];
  for (const carried of carriedTexts(trace)) {
    const what = secretIn(carried, secrets);
    if (what === undefined) continue;
    flaws.push({ span: carried.span, message: `holds ${what} in ${carried.place}` });
  }
  return flaws;
}

function secretIn(
  { key, text }: CarriedText,
  secrets: readonly SecretPattern[],
): string | undefined {
  const pattern = secrets.find(({ isIn }) => isIn(text));
  if (pattern) return pattern.what;
  return isNamedSecret(key, text) ? 'a secret' : undefined;
}
