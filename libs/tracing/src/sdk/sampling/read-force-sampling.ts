import { TracingError } from '../../errors.js';
import { invalidVariable, readText } from '../variables.js';

const SECRET = 'TRACING_FORCE_SAMPLING_SECRET';
const HEADER = 'TRACING_FORCE_SAMPLING_HEADER';

const DEFAULT_HEADER = 'x-force-sampling';
const MINIMUM_LENGTH = 16;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\da-z]+$/i;

/** Headers that somebody reads: this one is taken away from the request. */
const TAKEN =
  /^(?:traceparent|tracestate|baggage|(?:proxy-)?authorization|cookie|host|connection|keep-alive|proxy-connection|upgrade|te|trailer|transfer-encoding|expect|content-.*|accept(?:-.*)?|forwarded|x-forwarded-.*|user-agent|idempotency-key)$/;

/** The header by which a request forces that it is sampled, if its value is the secret. */
export interface ForceSamplingSettings {
  /** In lower case. */
  readonly header: string;
  readonly secret: string;
}

/**
 * @returns `undefined` without a secret: nothing can be forced
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, whose message never holds the secret
 */
export function readForceSampling(): ForceSamplingSettings | undefined {
  const header = readHeader();
  const secret = readSecret();
  return secret === undefined ? undefined : { header, secret };
}

function readHeader(): string {
  const text = readText(HEADER) ?? DEFAULT_HEADER;
  const name = text.toLowerCase();
  if (HEADER_NAME.test(name) && !TAKEN.test(name)) return name;
  throw invalidVariable(HEADER, 'the name of a header that has no other meaning', text);
}

function readSecret(): string | undefined {
  const secret = readText(SECRET);
  if (secret === undefined) return undefined;
  if (secret.length < MINIMUM_LENGTH) throw invalidSecret(`${secret.length}`);
  if (!/^[\x20-\x7e]+$/.test(secret)) throw invalidSecret('others');
  return secret;
}

/** Unlike that of any other variable, its value is not told. */
function invalidSecret(given: string): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    SECRET,
    `${SECRET}: expected at least ${MINIMUM_LENGTH} printable ASCII characters, got ${given}.`,
  );
}
