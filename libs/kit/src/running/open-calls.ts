import { NotAwaitedError } from './errors.js';
import { type RunningTest, runningTests } from './running-test.js';

/** A call of a matcher whose promise nothing has awaited yet. */
export interface OpenCall {
  readonly matcher: string;
  /** The stack of the call, a line for each frame, from the call of `expect` on. */
  readonly frames: readonly string[];
  readonly tests: readonly RunningTest[];
}

const open = new Set<OpenCall>();

/** Enters a call of a matcher; `frames` are the lines of its stack. */
export function openCall(matcher: string, frames: readonly string[]): OpenCall {
  const call = { matcher, frames, tests: runningTests() };
  open.add(call);
  return call;
}

/** Enters that the promise of a call is awaited. */
export function closeCall(call: OpenCall): void {
  open.delete(call);
}

/**
 * Returns an error for each call that nothing has awaited although all tests that ran when it was made have ended. Each
 * call is returned once.
 */
export function takeForgottenCalls(): NotAwaitedError[] {
  const running = new Set(runningTests());
  const forgotten = [...open].filter(({ tests }) => !tests.some((test) => running.has(test)));
  forgotten.forEach(closeCall);
  return forgotten.map(toError);
}

function toError({ matcher, frames }: OpenCall): NotAwaitedError {
  const error = new NotAwaitedError(matcher, placeOf(frames));
  // The runner shows the code of the first frame: that is to be the call, not the hook that noticed it.
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

/** Returns the `file:line:column` of the first frame that is neither of Node nor of a package. */
function placeOf(frames: readonly string[]): string {
  const own = frames.find((frame) => !/node:|[/\\]node_modules[/\\]/.test(frame)) ?? frames[0];
  return own?.replace(/^ *at (?:.* \()?(.*?)\)?$/, '$1') ?? 'an unknown place';
}
