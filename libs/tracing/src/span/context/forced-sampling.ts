import { type Context, createContextKey } from '@opentelemetry/api';

const FORCED = createContextKey('@traced/nest forced sampling');

/** A context in which every span is sampled, whatever its parent says. */
export function forceSampling(context: Context): Context {
  return context.setValue(FORCED, true);
}

export function isSamplingForced(context: Context): boolean {
  return context.getValue(FORCED) === true;
}
