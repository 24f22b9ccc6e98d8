import type { TraceState } from '@opentelemetry/api';
import { trimWhitespace } from './field-value.js';

const MAX_MEMBERS = 32;

/**
 * The number of characters that every system should propagate (§3.3.3.1). A server may refuse longer
 * headers.
 */
const MAX_LENGTH = 512;

const LONG_MEMBER_LENGTH = 128;

/**
 * Matches `key "=" value` (§3.3.2.2). Neither part may contain `=`, so that there is only one way to
 * match.
 */
const MEMBER =
  /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\u0020-\u002B\u002D-\u003C\u003E-\u007E]{1,256}(?<! )$/;

/**
 * Reads a `tracestate` header. Returns `undefined` if the header is empty or breaks the grammar: it is then
 * discarded as a whole, as §4.3 allows, since a part of it would be a list that no system has sent.
 *
 * @see https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export function parseTraceState(header: string): TraceState | undefined {
  const members = header.split(',', MAX_MEMBERS + 1).map(trimWhitespace);
  if (members.length > MAX_MEMBERS) return undefined;
  const filled = members.filter((member) => member !== '');
  if (filled.length === 0 || !filled.every((member) => MEMBER.test(member))) return undefined;
  return new TraceStateList(filled, trimWhitespace(header));
}

/** A list of members, left to right. A key that was received twice stays in it twice (§3.5). */
class TraceStateList implements TraceState {
  /** The header, which is read for each outgoing request and each exported span. */
  #serialized: string | undefined;
  readonly #members: readonly string[];
  readonly #header: string;

  constructor(members: readonly string[], header = members.join(',')) {
    this.#members = members;
    this.#header = header;
  }

  get(key: string): string | undefined {
    const prefix = `${key}=`;
    return this.#members.find((member) => member.startsWith(prefix))?.slice(prefix.length);
  }

  /**
   * Returns a list with the member in front, without the right-most member if there are too many
   * (§3.3.2, §3.5).
   */
  set(key: string, value: string): TraceState {
    const member = `${key}=${value}`;
    if (!MEMBER.test(member)) return this;
    return new TraceStateList([member, ...this.#without(key)].slice(0, MAX_MEMBERS));
  }

  unset(key: string): TraceState {
    return new TraceStateList(this.#without(key));
  }

  serialize(): string {
    return (this.#serialized ??=
      this.#header.length <= MAX_LENGTH ? this.#header : truncate(this.#members).join(','));
  }

  #without(key: string): string[] {
    return this.#members.filter((member) => !member.startsWith(`${key}=`));
  }
}

/** Removes the last long member, or the last of all, until the others fit (§3.3.3.1). */
function truncate(members: readonly string[]): string[] {
  const left = [...members];
  while (left.join(',').length > MAX_LENGTH) {
    const lastLong = left.findLastIndex(({ length }) => length > LONG_MEMBER_LENGTH);
    left.splice(lastLong, 1);
  }
  return left;
}
