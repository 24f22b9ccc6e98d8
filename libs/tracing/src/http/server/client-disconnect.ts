/** Whether a response ended early because its client has gone: Node then destroys it with an error of its own. */
export function isClientDisconnect(failure: Error | null | undefined): boolean {
  return !failure || ('code' in failure && failure.code === 'ECONNRESET');
}
