const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// npm forwards a Ctrl-C that the terminal has already sent to this process: the second signal is no second wish.
const REPEATED_WITHIN_MILLIS = 500;

/**
 * Returns a signal that aborts at the first SIGINT, SIGTERM or SIGHUP, or when the launcher has ended. A further one
 * that comes more than 500 ms after the first ends this process at once, with code 130.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let interruptedAt = Number.POSITIVE_INFINITY;

  const interrupt = (): void => {
    if (Date.now() - interruptedAt > REPEATED_WITHIN_MILLIS) process.exit(130);
    interruptedAt = Math.min(interruptedAt, Date.now());
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  process.once('disconnect', () => controller.abort());
  process.channel?.unref();
  return controller.signal;
}
