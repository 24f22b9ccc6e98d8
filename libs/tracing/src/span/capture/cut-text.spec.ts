import { afterEach, describe, expect, it } from '@jest/globals';
import { collectGarbage } from '../../../test/collect-garbage.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { captureAttributes } from './captured-attributes.js';
import { MAX_NAME_LENGTH, MAX_TEXT_LENGTH, cutText, replaceElements } from './cut-text.js';
import { recordError } from '#span/failure/record.js';
import { redactText, setRedaction } from './redaction.js';
import { startSpan } from '#span/start-span.js';

const recorder = new SpanRecorder();
afterEach(() => setRedaction({}));

/** Words without a secret. */
const prose = (length: number): string => 'lorem ipsum '.repeat(length).slice(0, length - 1) + ' ';

describe('cutText', () => {
  it('leaves a text alone that is not too long', () => {
    const text = prose(MAX_TEXT_LENGTH);
    expect(cutText(text)).toBe(text);
    expect(cutText(`${text}.`)).not.toBe(text);
  });

  it.each([
    ['a word', 'one two three', 11, 'one two...'],
    ['nothing, between words', 'one two three', 10, 'one two...'],
    ['a pair', 'a=1&b=2&c=3', 9, 'a=1...'],
    ['a pair in a list', '{"a":1,"b":[2,3]}', 12, '{"a":1...'],
    ['a quoted literal', `name "Ada L" not found`, 12, 'name...'],
    ['a literal with quotes in it', `near 'it''s me' and`, 16, 'near...'],
    ['a literal with escapes', String.raw`near "a \" b" and so on`, 15, 'near...'],
    ['a literal after a letter', String.raw`near E'a b' and so on`, 12, 'near...'],
    ['a number in groups', 'card 4242 4242 4242 4242 x', 22, 'card...'],
    ['no digits of a whole word', 'key id_42 and so on', 13, 'key id_42...'],
    ['no digits of a whole address', 'from 10.0.0.1 and so on', 17, 'from 10.0.0.1...'],
    ['an only word', 'x'.repeat(20), 10, '...'],
  ])('cuts %s off with the rest', (_name, text, maxLength, cut) => {
    expect(cutText(text, maxLength)).toBe(cut);
  });

  it.each([
    [`we can't do that now`, 18, `we can't do...`],
    [`the users' names are`, 18, `the users'...`],
    [`'quoted' and so on and on`, 20, `'quoted' and so...`],
  ])('takes no apostrophe for the beginning of a literal: %p', (text, maxLength, cut) => {
    expect(cutText(text, maxLength)).toBe(cut);
  });

  it('comes to no more than was asked for', () => {
    for (let length = 4; length < 60; length++) {
      expect(cutText(prose(100), length).length).toBeLessThanOrEqual(length);
    }
  });

  it('holds nothing of what it has cut off', async () => {
    const cut: string[] = [];
    const before = process.memoryUsage().heapUsed;
    const isFree = (): boolean => process.memoryUsage().heapUsed - before < 20_000_000;
    // A hundred slices of a million characters each would hold 100 MB.
    for (let n = 0; n < 100; n++) {
      cut.push(cutText(Buffer.alloc(1_000_000, `${n} and more `).toString('latin1')));
    }
    await collectGarbage(isFree);
    expect(isFree()).toBe(true);
    expect(cut.every(({ length }) => length > 8_000)).toBe(true);
  });
});

describe('replaceElements', () => {
  const upper = (text: string): string => text.toUpperCase();

  it('replaces each element', () => {
    expect(replaceElements('a&&b', '&', upper)).toBe('A&&B');
    expect(replaceElements('', '&', upper)).toBe('');
  });

  it('leaves out the element that the cut goes through, and all after it', () => {
    const pair = 'key=value';
    const fitting = Math.floor(MAX_TEXT_LENGTH / `${pair}&`.length);
    const list = Array(fitting + 10)
      .fill(pair)
      .join('&');
    const replaced = replaceElements(list, '&', upper).split('&');
    expect(replaced.slice(0, -1).every((element) => element === 'KEY=VALUE')).toBe(true);
    expect(replaced.at(-1)).toBe('...');
    expect(replaced.length).toBeLessThanOrEqual(fitting + 1);
  });

  it('replaces no more elements than are exported', () => {
    let count = 0;
    const replaced = replaceElements('&'.repeat(MAX_TEXT_LENGTH), '&', () => `${++count}`);
    expect(count).toBeLessThan(1_000);
    expect(replaced.endsWith('&...')).toBe(true);
  });

  it('leaves nothing of an only element that is too long', () => {
    expect(replaceElements('x'.repeat(10_000), '&', upper)).toBe('...');
  });
});

/** The text before a secret, and the secret. */
const SECRETS: readonly (readonly [kind: string, before: string, secret: string])[] = [
  ['a bearer token', 'authorization: Bearer ', 'mF_9.B5f-4.1JqMxyz0123456789'],
  ['basic credentials', 'with Basic ', 'YWxhZGRpbjpvcGVuc2VzYW1l=='],
  ['a JSON Web Token', 'token ', 'eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl'],
  ['a card number', 'card ', '4242424242424242'],
  ['a card number in groups', 'card=', '4242 4242 4242 4242'],
  ['a card number with dashes', 'card ', '4242-4242-4242-4242'],
  ['an e-mail address', 'write to ', 'ada.lovelace+x@mail.example.com'],
  ['a pair', 'failed with ', 'password=hunter2.hunter2'],
  ['a pair in a query', 'GET /login?user=ada&', 'password=hunter2.hunter2'],
  ['a pair of JSON', '{"user":"ada",', '"password":"correct horse battery"'],
  ['a pair of JSON with spaces', '{ "user": "ada", "password": ', '"correct horse battery"'],
  ['a literal of SQL', 'syntax error at or near ', `'it''s a secret, as it seems'`],
  ['a literal of SQL with escapes', 'invalid value E', String.raw`'it\'s a secret, as it seems'`],
  ['what a pattern of the application knows', 'key ', 'sk_live_0123456789'],
];

const PATTERNS = [
  /password=[\w.]+/,
  /"password":"[^"]*"/,
  /(?<="password": )"[^"]*"/,
  /'(?:[^'\\]|\\.|'')*'/,
  /sk_live_\w+/,
];

/** The exported part of a text, and the number of characters that are read. */
const PLACES: readonly (readonly [
  place: string,
  maxLength: number,
  exported: (text: string) => string,
])[] = [
  ['an error message', MAX_TEXT_LENGTH, exportedOfError],
  ['a captured value', MAX_TEXT_LENGTH, (text) => exportedOf({ text })],
  ['an element of a captured array', MAX_TEXT_LENGTH, (text) => exportedOf({ text: [text] })],
  ['a name', MAX_NAME_LENGTH, (text) => redactText(text, MAX_NAME_LENGTH)],
];

function exportedOf(attributes: Record<string, string | string[]>): string {
  return JSON.stringify(Object.values(captureAttributes('test', () => attributes)).flat());
}

function exportedOfError(text: string): string {
  recorder.reset();
  const span = startSpan('work', {});
  recordError(span, new Error(text), undefined);
  span.end();
  const { status, events } = recorder.span('work');
  return JSON.stringify([status.message, events[0]?.attributes?.['exception.stacktrace']]);
}

describe.each(PLACES)('%s', (_place, maxLength, exported) => {
  it.each(SECRETS)(
    'shows nothing of %s, wherever a cut goes through it',
    (_kind, before, secret) => {
      setRedaction({ patterns: PATTERNS });
      for (let inside = -3; inside <= secret.length + 3; inside++) {
        const room = Math.max(maxLength - before.length - inside, 1);
        const text = `${prose(room)}${before}${secret} and ${prose(maxLength)}`;
        const isShown = exported(text).includes(JSON.stringify(secret.slice(0, 4)).slice(1, -1));
        expect([inside, isShown]).toEqual([inside, false]);
      }
    },
  );
});
