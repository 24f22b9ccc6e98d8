import { isPlaceholder } from './placeholder.js';

const SECRET_KEY =
  /(?:^|[._-])(?:password|passwd|pwd|secret|authorization|cookie|set-cookie|(?:api|private|access)[._-]?key|(?:access|refresh|id|auth|session)[._-]?token)$/i;

/** Whether the key of an attribute says that its value is a secret, and the value is not a redacted one. */
export function isNamedSecret(key: string, value: string): boolean {
  return SECRET_KEY.test(key) && !isPlaceholder(value);
}
