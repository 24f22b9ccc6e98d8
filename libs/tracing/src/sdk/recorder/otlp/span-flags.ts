/* The bits of `Span.flags` above the trace flags. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * Returns the flags of a span or a link in OTLP: its trace flags, and whether a context is of another process.
 *
 * @param isRemote whether the parent of the span, or the context of the link, is of another process
 */
export function spanFlags(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote === true ? IS_REMOTE : 0);
}
