import { holdsCardNumber } from './card-number.js';
import { isPlaceholder } from './placeholder.js';
import type { SecretPattern } from './secret-pattern.js';

// Each expression begins at a fixed text or at the edge of a word, so that a long text is searched once.
const NAMES =
  'password|passwd|pwd|secret|client_?secret|(?:access|refresh|id|auth|session)_?token|token|api_?key|private_?key|secret_?access_?key|(?:x-amz-)?signature|x-amz-security-token';

/** What counts as a secret: the form of the text alone decides, except for what is known to stand for a redacted one. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  found('a private key', /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY()/g),
  found('a JSON Web Token', /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.()/g),
  found('a bearer token', /(?<![\w-])bearer\s+([\w.~+/-]{16,})/gi),
  found('the credentials of HTTP Basic', /(?<![\w-])basic\s+([a-z0-9+/]{8,}={0,2})/gi, isBasic),
  found('a password in a URL', /\/\/[^\s/?#@:"'<>]{0,256}:([^\s/?#@"'<>]{1,256})@/g),
  found('an AWS access key', /(?<![A-Z0-9])(?:AKIA|ASIA)([A-Z0-9]{16})(?![A-Z0-9])/g),
  found(
    'an access token',
    /(?<![\w-])(gh[pousr]_[A-Za-z0-9]{36,}|xox[abeprs]-[\w-]{10,}|[rs]k_live_\w{16,}|AIza[\w-]{35})/g,
  ),
  found(
    'a secret in a query string',
    new RegExp(`(?<![^\\W_])(?:${NAMES})=([^\\s&;,"'<>]+)`, 'gi'),
  ),
  found(
    'a secret in a quoted value',
    new RegExp(`(?<![^\\W_])(?:${NAMES})["']?\\s*[:=]\\s*["']([^"']+)["']`, 'gi'),
  ),
  { what: 'the number of a payment card', isIn: holdsCardNumber },
];

/** Makes a pattern of a regular expression that a user has written. */
export function toSecretPattern(expression: RegExp): SecretPattern {
  return { what: `what ${expression} finds`, isIn: (text) => text.search(expression) !== -1 };
}

/** Makes a pattern of an expression whose only group is the secret. */
function found(
  what: string,
  expression: RegExp,
  isSecret: (secret: string) => boolean = () => true,
): SecretPattern {
  return {
    what,
    isIn: (text) => {
      for (const [whole, secret = ''] of text.matchAll(expression)) {
        if (isSecret(secret) && !isPlaceholder(secret || whole)) return true;
      }
      return false;
    },
  };
}

function isBasic(credentials: string): boolean {
  return Buffer.from(credentials, 'base64').toString('latin1').includes(':');
}
