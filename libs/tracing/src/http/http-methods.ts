/** The methods of RFC 9110 and RFC 5789. A client can make up any other, so that it must not name a span. */
export const HTTP_METHODS = [
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'TRACE',
] as const;
