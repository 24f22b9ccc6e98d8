import { ports } from '#span/ports.js';
import { reportOnce } from '#span/warn.js';
import { isTracingVariable, readVariables } from '#sdk/settings/variables.js';

/**
 * Remembers the environment variables before tracing reads them. Returns a function that names in one line,
 * without values, the variables of tracing that have been set since then and so have no effect.
 */
export function watchVariables(): () => void {
  const before = readVariables();
  return () => {
    const late = namesSetSince(before);
    if (!ports.shutdown || late.length === 0) return;
    const have = late.length === 1 ? 'has' : 'have';
    reportOnce(`${new Intl.ListFormat('en').format(late)} ${have} no effect, ${REASON}`);
  };
}

const REASON =
  'being set after tracing had started: set what tracing reads before Node.js starts, for instance by node --env-file=.env in place of dotenv or ConfigModule.';

function namesSetSince(before: NodeJS.ProcessEnv): string[] {
  const changed = Object.entries(readVariables()).filter(
    ([name, value]) => isTracingVariable(name) && value?.trim() && value !== before[name],
  );
  return changed.map(([name]) => name).sort();
}
