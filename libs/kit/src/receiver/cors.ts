import type { OutgoingHttpHeaders } from 'node:http';
import { type HttpAnswer, type HttpRequest, headerOf } from './http-answer.js';

/**
 * Returns the headers by which a browser lets a page export: one whose own host is the loopback interface. Any other page
 * that the browser shows could otherwise write into the tests of the machine.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsHeaders(request: HttpRequest): OutgoingHttpHeaders {
  const origin = headerOf(request, 'origin');
  if (origin === undefined || !isLoopback(origin)) return {};
  return { 'access-control-allow-origin': origin, vary: 'origin' };
}

/** Answers the request by which a browser asks whether a page may export. */
export function preflight(request: HttpRequest): HttpAnswer {
  const allowed = corsHeaders(request);
  if (!allowed['access-control-allow-origin']) return { status: 403, headers: {}, body: '' };
  const headers = {
    ...allowed,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': headerOf(request, 'access-control-request-headers') ?? '*',
    'access-control-allow-private-network': 'true',
    'access-control-max-age': '3600',
  };
  return { status: 204, headers, body: '' };
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
