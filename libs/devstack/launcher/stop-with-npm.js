const PARENT_POLL_MILLIS = 1_000;

/** Stops a program when npm is killed: that sends this process no signal, but gives it another parent. */
export function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const stopWhenOrphaned = () => process.ppid === parent || child.kill('SIGTERM');
  setInterval(stopWhenOrphaned, PARENT_POLL_MILLIS).unref();
}
