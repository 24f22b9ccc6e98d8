const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// npm hands on the Ctrl-C that the terminal has sent to us already.
const REPEATED_WITHIN_MILLIS = 500;

/** Aborts at the first signal, or when the launcher is gone. A second signal ends this process at once. */
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
