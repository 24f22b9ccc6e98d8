import { type Context, createContextKey } from '@opentelemetry/api';

const FORCED = createContextKey('@traced/nest forced sampling');

/** Returns a context in which every span is sampled, whatever the sampler would decide. */
export function forceSampling(context: Context): Context {
  return context.setValue(FORCED, true);
}

/** Whether every span in `context` is to be sampled. */
export function isSamplingForced(context: Context): boolean {
  return context.getValue(FORCED) === true;
}
