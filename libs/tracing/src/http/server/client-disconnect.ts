/**
 * Whether a response that ended early did so because its client disconnected. Node then destroys the response without
 * an error, or with `ECONNRESET`.
 */
export function isClientDisconnect(failure: Error | null | undefined): boolean {
  return !failure || ('code' in failure && failure.code === 'ECONNRESET');
}
