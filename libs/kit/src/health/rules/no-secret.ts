import type { Trace } from '../../trace/trace.js';
import type { Flaw, RuleSettings } from '../finding.js';
import { isNamedSecret } from '../secrets/named-secret.js';
import type { SecretPattern } from '../secrets/secret-pattern.js';
import { type CarriedText, carriedTexts } from '../secrets/searched-texts.js';

/** Finds secrets in names, messages and attributes. A finding says where a secret is, and never shows it. */
export function findSecrets(trace: Trace, { secrets }: RuleSettings): Flaw[] {
  const flaws: Flaw[] = [];
  // Spans of the same work carry the same texts.
  const known = new Map<string, string | undefined>();
  for (const carried of carriedTexts(trace)) {
    if (!known.has(carried.text)) known.set(carried.text, patternIn(carried.text, secrets));
    const what = known.get(carried.text) ?? namedSecretIn(carried);
    if (what === undefined) continue;
    flaws.push({ span: carried.span, message: `holds ${what} in ${carried.place}` });
  }
  return flaws;
}

function patternIn(text: string, secrets: readonly SecretPattern[]): string | undefined {
  return secrets.find(({ isIn }) => isIn(text))?.what;
}

function namedSecretIn({ key, text }: CarriedText): string | undefined {
  return isNamedSecret(key, text) ? 'a secret' : undefined;
}
