/** Texts for each pattern that reads what a request brings: what is repeated, and what stands before it. */
const TEXTS = [
  { pattern: 'e-mail address, no sign', pump: 'a' },
  { pattern: 'e-mail address, signs', pump: 'a@' },
  { pattern: 'e-mail address, no dot', before: 'a@', pump: 'b' },
  { pattern: 'e-mail address, dots', before: 'a@', pump: 'b.' },
  { pattern: 'JSON Web Token, begun anew', pump: 'eyJ-' },
  { pattern: 'JSON Web Token, parts', pump: 'eyJa.' },
  { pattern: 'credential, spaces', before: 'bearer', pump: ' ' },
  { pattern: 'card number, digits', pump: '1' },
  { pattern: 'card number, groups', pump: '1111-1111-1111-1112 ' },
  { pattern: 'pattern of the application', pump: 'sk_live_' },
  { pattern: 'pairs and segments', pump: 'a=/&' },
  { pattern: 'list of members', pump: 'a=b;c,' },
  { pattern: 'quotes and escapes', pump: `'"\\` },
  { pattern: 'tokens of SQL', pump: ' $a$ JOIN f(' },
];

/**
 * The lengths in characters of a text in a header, for each version of HTTP. The longest is what Node accepts beside
 * the other headers: it accepts 16 KiB of headers over HTTP/1, and 64 KiB over HTTP/2.
 */
const HEAD_SIZES = { 1: [1_000, 10_000, 15_500], 2: [1_000, 10_000, 60_000] };
/** The lengths in characters of a text in a body. The longest is what Express accepts. */
const BODY_SIZES = [1_000, 10_000, 99_000];

const inHead = (requestOf) => ({ sizesOf: (version) => HEAD_SIZES[version], requestOf });
const inBody = (path) => ({
  sizesOf: () => BODY_SIZES,
  requestOf: (text) => ({ path, body: JSON.stringify({ text }) }),
});

/** The places of a request that a text is put into, each with the lengths of the text. */
const PLACES = {
  path: inHead((text) => ({ path: `/${escaped(text)}` })),
  'query key': inHead((text) => ({ path: `/ask?${escaped(text)}=1` })),
  'query value': inHead((text) => ({ path: `/ask?key=${escaped(text)}` })),
  'header user-agent': inHead((text) => withHeader('user-agent', text)),
  'header traceparent': inHead((text) => withHeader('traceparent', `${TRACEPARENT}-${text}`)),
  'header tracestate': inHead((text) => withHeader('tracestate', text)),
  'header baggage': inHead((text) => withHeader('baggage', text)),
  'body error': inBody('/fail'),
  'SQL literal': inBody('/query'),
};

/** A `traceparent` of a later version, which may be longer than one of version 00. */
const TRACEPARENT = '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Every request that is sent, over either version of HTTP. */
export function attacks() {
  return Object.entries(PLACES).flatMap(([place, { sizesOf, requestOf }]) =>
    TEXTS.flatMap(({ pattern, before = '', pump }) =>
      [1, 2].flatMap((version) =>
        sizesOf(version).map((size) => {
          const text = before + pump.repeat(size).slice(0, size - before.length);
          return { pattern, place, version, size, request: requestOf(text) };
        }),
      ),
    ),
  );
}

function withHeader(name, text) {
  return { path: '/ask', headers: { [name]: text } };
}

/** What a request's target cannot hold, without the rest, and no longer than before. */
function escaped(text) {
  return text.replaceAll(/[ "\\]/g, '+').replaceAll('#', '%');
}
