/** RFC 9110 and RFC 5789. Anything else may be made up by a caller, so it must not name a span. */
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
