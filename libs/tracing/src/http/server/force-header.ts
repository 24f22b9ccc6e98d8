import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The headers of a request in every form in which a server holds them. An `IncomingMessage` of HTTP/1 fits. */
interface ReceivedHeaders {
  readonly headers: IncomingHttpHeaders;
  readonly headersDistinct?: NodeJS.Dict<string[]>;
  /** The headers in a list that alternates names and values. */
  readonly rawHeaders?: string[] | undefined;
}

/** Removes the header that forces sampling from a request. Returns whether it held the secret. */
export type RemoveForceHeader = (received: ReceivedHeaders) => boolean;

interface ForceHeaderOptions {
  /** The name of the header, in lower case. */
  readonly header: string;
  /** The value by which a request is sampled. */
  readonly secret: string;
}

/**
 * Creates a function that removes from a request the header that forces its sampling, and returns whether the header
 * held the secret. A right and a wrong value are both removed from every form of the headers, so that the application
 * can neither forward nor log them. A header that occurs more than once counts as wrong.
 */
export function createForceHeaderRemover({
  header,
  secret,
}: ForceHeaderOptions): RemoveForceHeader {
  const expected = digest(secret);
  return (received) => {
    const given = received.headers[header];
    if (given === undefined) return false;
    Reflect.deleteProperty(received.headers, header);
    // Node derives `headersDistinct` from as many raw headers as it received, so it is read before any is removed.
    Reflect.deleteProperty(received.headersDistinct ?? {}, header);
    const occurrences = removeRaw(received.rawHeaders ?? [], header);
    return (
      typeof given === 'string' && occurrences <= 1 && timingSafeEqual(digest(given), expected)
    );
  };
}

/**
 * Hashes a text to 32 bytes. `timingSafeEqual` requires equal lengths, and so the secret's cannot be measured either.
 */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Removes a header from a list that alternates names and values. Returns how often it occurred. */
function removeRaw(rawHeaders: string[], header: string): number {
  let occurrences = 0;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() !== header) continue;
    rawHeaders.splice(index, 2);
    occurrences++;
  }
  return occurrences;
}
