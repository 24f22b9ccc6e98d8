/*
 * The part of HTTP/1.1 that a request needs whose body is written while it is sent:
 * https://www.rfc-editor.org/rfc/rfc9112#name-chunked-transfer-coding
 */

/** The end of a body, by which the server knows that nothing of it is missing. */
export const LAST_CHUNK = '0\r\n\r\n';

/** Formats the head of a request that posts lines of JSON to `url`. */
export function formatHead({ host, pathname }: URL): string {
  const lines = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/x-ndjson',
    'transfer-encoding: chunked',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Formats a part of the body. An empty one is left out, as an empty chunk ends the body. */
export function formatChunk(text: string): string {
  return text === '' ? '' : `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** Returns the first line of an answer, such as `HTTP/1.1 404 Not Found`; `undefined` if it is of another protocol. */
export function statusLineOf(answer: Buffer): string | undefined {
  return /^HTTP\/1\.[ -~]{1,80}/.exec(answer.toString('latin1', 0, 100))?.[0];
}
