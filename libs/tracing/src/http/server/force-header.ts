import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The headers of a request in each form that a server has them: an `IncomingMessage` of HTTP/1 fits. */
export interface ReceivedHeaders {
  readonly headers: IncomingHttpHeaders;
  readonly headersDistinct?: NodeJS.Dict<string[]>;
  /** Names and values in turn. */
  readonly rawHeaders?: string[] | undefined;
}

interface ForceHeaderOptions {
  /** In lower case. */
  readonly header: string;
  readonly secret: string;
}

/**
 * Makes a function that tells whether a request carries the secret that forces its sampling, and takes
 * the header away from every form, right or wrong: so nothing of the application forwards or logs it.
 * A header that came more than once is wrong.
 */
export function createForceHeaderRemover({
  header,
  secret,
}: ForceHeaderOptions): (received: ReceivedHeaders) => boolean {
  const expected = digest(secret);
  return (received) => {
    const given = received.headers[header];
    if (given === undefined) return false;
    Reflect.deleteProperty(received.headers, header);
    // Read before any raw header goes: Node makes it of as many as there were.
    Reflect.deleteProperty(received.headersDistinct ?? {}, header);
    const occurrences = removeRaw(received.rawHeaders ?? [], header);
    return (
      typeof given === 'string' && occurrences <= 1 && timingSafeEqual(digest(given), expected)
    );
  };
}

/** Of one length, as `timingSafeEqual` wants it, so that not even that of the secret can be measured. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** @returns how often the name was there */
function removeRaw(rawHeaders: string[], header: string): number {
  let occurrences = 0;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() !== header) continue;
    rawHeaders.splice(index, 2);
    occurrences++;
  }
  return occurrences;
}
