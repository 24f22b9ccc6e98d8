/** Returns the frames of the stack, a line for each, from the caller of `callee` on. */
export function framesBelow(callee: (...args: never) => unknown): string[] {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, callee);
  return (holder.stack ?? '').split('\n').slice(1);
}
