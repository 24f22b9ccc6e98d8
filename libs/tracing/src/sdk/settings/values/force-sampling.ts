import { Refusal, refuse } from './refusal.js';
import type { ValueType } from './setting.js';

const MINIMUM_LENGTH = 16;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\da-z]+$/i;

/**
 * Matches the headers with another meaning, as the header that forces sampling is removed from the
 * request.
 */
const TAKEN =
  /^(?:traceparent|tracestate|baggage|b3|x-b3-.*|uber-trace-id|uberctx-.*|(?:proxy-)?authorization|cookie|host|connection|keep-alive|proxy-connection|upgrade|te|trailer|transfer-encoding|expect|content-.*|accept(?:-.*)?|forwarded|x-forwarded-.*|user-agent|idempotency-key)$/;

/** The type of the name of a header without another meaning, in lower case. */
export function unclaimedHeader(byDefault: string): ValueType<string> {
  const expected = 'the name of a header that has no other meaning';
  return {
    type: 'text',
    expected,
    parse(given) {
      const name = given.toLowerCase();
      return HEADER_NAME.test(name) && !TAKEN.test(name) ? name : refuse(expected, given);
    },
    byDefault,
  };
}

/** The type of a secret that a header can hold. A refusal never contains the value. */
export function secret(): ValueType<string | undefined> {
  const expected = `at least ${MINIMUM_LENGTH} printable ASCII characters`;
  return {
    type: 'text',
    expected,
    parse(given) {
      if (given.length < MINIMUM_LENGTH) return new Refusal(expected, `${given.length}`);
      return /^[\x20-\x7e]+$/.test(given) ? given : new Refusal(expected, 'others');
    },
    byDefault: undefined,
  };
}
