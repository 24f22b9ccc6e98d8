import { editDistance } from './edit-distance.js';
import { STANDARD_NAMES, UNSUPPORTED_NAMES } from './other-names.js';
import { SETTINGS } from '#sdk/settings/table/settings.js';

const OURS = 'TRACING_';
const OF_OPENTELEMETRY = 'OTEL_';

/**
 * The largest number of edits between an unknown `OTEL_*` variable and a known one. A variable that
 * differs more may belong to another language or package.
 */
const MAX_EDITS = 2;

/**
 * The longest name that is compared, which no known one exceeds: the time grows with the product of
 * both lengths.
 */
const MAX_LENGTH = 100;

/**
 * Matches the variables that Kubernetes sets for a Service:
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const OF_A_SERVICE = /_SERVICE_HOST$|_PORT(?:_|$)/;

const KNOWN = [...Object.keys(SETTINGS), ...STANDARD_NAMES, ...Object.keys(UNSUPPORTED_NAMES)];

/**
 * Describes in one line the variables that nothing reads: every unknown `TRACING_*`, and every `OTEL_*`
 * that is nearly a known one, each with the known name that is nearest. Returns `undefined` if there
 * are none.
 */
export function describeUnknown(names: readonly string[]): string | undefined {
  const unknown = names
    .filter((name) => !KNOWN.includes(name) && !OF_A_SERVICE.test(name))
    .map((name) => name.slice(0, MAX_LENGTH))
    .flatMap((name) => describe(name) ?? [])
    .sort();
  return unknown.length > 0 ? `Nothing reads ${unknown.join(', ')}.` : undefined;
}

function describe(name: string): string | undefined {
  if (name.startsWith(OURS)) return `${name} (is it ${nearest(name, OURS).known}?)`;
  if (!name.startsWith(OF_OPENTELEMETRY)) return undefined;
  const { known, edits } = nearest(name, OF_OPENTELEMETRY);
  return edits <= MAX_EDITS ? `${name} (is it ${known}?)` : undefined;
}

function nearest(name: string, prefix: string): { readonly known: string; readonly edits: number } {
  return KNOWN.filter((known) => known.startsWith(prefix))
    .map((known) => ({ known, edits: editDistance(name, known) }))
    .reduce((one, other) => (other.edits < one.edits ? other : one));
}
