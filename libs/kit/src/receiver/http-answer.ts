import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** A request over HTTP, of whatever version. */
export interface HttpRequest {
  readonly method: string;
  /** The path with its query, such as `/api/v3/traces?query.service_name=orders`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
}

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
  /** Says what was wrong with the request, for an answer that refuses one; `undefined` for any other. */
  readonly problem?: string;
}

/** Makes an answer that says what is wrong with the request, to a person who reads it. */
export function refusal(
  status: number,
  problem: string,
  headers: OutgoingHttpHeaders = {},
): HttpAnswer {
  const contentType = { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers: { ...contentType, ...headers }, body: `${problem}\n`, problem };
}

/** Makes an answer of JSON. */
export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(value) };
}

/** Returns a header that a request has at most once. */
export function headerOf({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
