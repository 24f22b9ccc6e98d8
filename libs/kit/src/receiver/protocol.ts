/** What a connection speaks. */
export type Protocol = 'HTTP/1' | 'HTTP/2' | 'TLS' | 'unknown';

// The first byte of a TLS record that holds a handshake: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
const TLS_HANDSHAKE = 0x16;

// The start of the preface of HTTP/2, which no method of HTTP/1 has: https://www.rfc-editor.org/rfc/rfc9113#section-3.4
const PREFACE = 'PRI';

/** Finds what a connection speaks by its first bytes; `undefined` when these are too few. */
export function protocolOf(first: Buffer): Protocol | undefined {
  if (first[0] === TLS_HANDSHAKE) return 'TLS';
  const start = first.toString('latin1', 0, PREFACE.length);
  if (start === PREFACE) return 'HTTP/2';
  if (PREFACE.startsWith(start)) return undefined;
  return /^[A-Za-z]/.test(start) ? 'HTTP/1' : 'unknown';
}
