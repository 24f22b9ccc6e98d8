import type { TraceState } from '@opentelemetry/api';
import { trimWhitespace } from './field-value.js';

const MAX_MEMBERS = 32;

/** What every system is asked to pass on (§3.3.3.1). More might have a request refused for its headers. */
const MAX_LENGTH = 512;

const LONG_MEMBER_LENGTH = 128;

/** `key "=" value` (§3.3.2.2). The class of neither holds `=`, so there is one way only to match. */
const MEMBER =
  /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\u0020-\u002B\u002D-\u003C\u003E-\u007E]{1,256}(?<! )$/;

/**
 * Reads a `tracestate` header. `undefined` if it holds nothing, or anything that breaks the grammar:
 * then the whole of it is discarded, as §4.3 allows, since a part would be a list that nobody sent.
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

/** The list-members, left to right. A key that came twice is its sender's doing, and stays (§3.5). */
class TraceStateList implements TraceState {
  /** Asked for with each request that leaves, and each span that is exported. */
  private serialized: string | undefined;

  constructor(
    private readonly members: readonly string[],
    private readonly header = members.join(','),
  ) {}

  get(key: string): string | undefined {
    const prefix = `${key}=`;
    return this.members.find((member) => member.startsWith(prefix))?.slice(prefix.length);
  }

  /** With the member in front, and without the right-most one if there are too many (§3.3.2, §3.5). */
  set(key: string, value: string): TraceState {
    const member = `${key}=${value}`;
    if (!MEMBER.test(member)) return this;
    return new TraceStateList([member, ...this.without(key)].slice(0, MAX_MEMBERS));
  }

  unset(key: string): TraceState {
    return new TraceStateList(this.without(key));
  }

  serialize(): string {
    return (this.serialized ??=
      this.header.length <= MAX_LENGTH ? this.header : truncate(this.members).join(','));
  }

  private without(key: string): string[] {
    return this.members.filter((member) => !member.startsWith(`${key}=`));
  }
}

/** Removes the last of the long members, or the last of all, until the rest fits (§3.3.3.1). */
function truncate(members: readonly string[]): string[] {
  const kept = [...members];
  while (kept.join(',').length > MAX_LENGTH) {
    const lastLong = kept.findLastIndex(({ length }) => length > LONG_MEMBER_LENGTH);
    kept.splice(lastLong, 1);
  }
  return kept;
}
