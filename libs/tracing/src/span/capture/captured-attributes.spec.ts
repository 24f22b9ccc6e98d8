import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import {
  type CapturedAttributes,
  type Redact,
  captureAttributes,
  captureValue,
} from './captured-attributes.js';
import { setRedaction } from './redaction.js';

const warnings = recordDiagMessages();
const ignore = (): void => undefined;

beforeEach(() => void warnings.splice(0));
afterEach(() => setRedaction({}));

/** A warning is written once for each source. */
let sources = 0;
const newSource = (): string => `source ${++sources}`;

/** Returns the attributes that are exported of `captured`. */
function captured(attributes: CapturedAttributes, source = newSource()): object {
  return captureAttributes(source, () => attributes);
}

/** A cast, as a caller in JavaScript needs none. */
function rubbish(value: unknown, source = newSource()): unknown {
  return captureValue(source, 'rubbish', () => value, undefined);
}

const reject = (): Promise<never> => Promise.reject(new Error('late'));

describe('a captured value', () => {
  it('is exported as it is if it is a string, a finite number, a boolean or an array of them', () => {
    const attributes = { name: 'Ada', count: 0, isNew: false, tags: ['a', ''], sizes: [1, 2] };
    expect(captured(attributes)).toEqual(attributes);
    expect(warnings).toEqual([]);
  });

  it('is left out without a warning if it is absent', () => {
    expect(captured({ a: undefined, b: null })).toEqual({});
    expect(captureAttributes(newSource(), () => undefined)).toEqual({});
    expect(warnings).toEqual([]);
  });

  it.each([
    NaN,
    Infinity,
    10n,
    Symbol('s'),
    { deep: 'secret' },
    new Date(0),
    new Map([['a', 1]]),
    ignore,
    ['a', { deep: 'secret' }],
    [['a']],
    [1, 'a'],
    ['true', true],
    [null, 1, 'a'],
    [1, NaN],
    [1, 10n],
    new String('a'),
    [new Number(1)],
    new Uint8Array(2),
  ])('is left out with a warning if it is %p', (value) => {
    const source = newSource();
    expect(rubbish(value, source)).toBeUndefined();
    expect(warnings).toEqual([
      `${source}: 'rubbish' expects a primitive, or an array of primitives of one type.`,
    ]);
  });

  it('exports absent elements of an array as null', () => {
    const tags = ['a', null, undefined, 'b'];
    expect(captured({ tags })).toEqual({ tags: ['a', null, null, 'b'] });
    // oxlint-disable-next-line no-sparse-arrays -- what is missing is what this is about
    expect(rubbish([1, , 2])).toEqual([1, null, 2]);
    expect(rubbish([])).toEqual([]);
    expect(rubbish([null])).toEqual([null]);
    expect(warnings).toEqual([]);
  });

  it('has the first 1,000 elements of an array, however long that is', () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => index);
    expect(rubbish(ids)).toEqual(ids.slice(0, 1_000));
    ids.length = 1e9;
    expect(rubbish(ids)).toHaveLength(1_000);
  });

  it('is an array of its own, of whatever class that is which was captured', () => {
    class Ids extends Array<string> {
      override map(): never {
        throw new Error('not for others to call');
      }
    }
    const exported = rubbish(Ids.of('a', 'b'));
    expect(exported).toEqual(['a', 'b']);
    expect(exported).not.toBeInstanceOf(Ids);
  });

  it('that is an array of itself is left out like any other', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(captured({ cyclic: cyclic as never, right: 1 })).toEqual({ right: 1 });
    expect(warnings).toHaveLength(1);
  });

  it('leaves the others in place if it is left out', () => {
    const attributes = { wrong: { deep: 1 }, right: 1 } as unknown as CapturedAttributes;
    expect(captured(attributes)).toEqual({ right: 1 });
  });

  it('is hidden under a name that is too long, whatever that says', () => {
    const name = 'a name that a stranger made up '.repeat(10);
    const exported = Object.entries(captured({ [`${name}password`]: 'hunter2' }));
    expect(exported).toEqual([[expect.stringMatching(/^a name that .*\.\.\.$/), 'REDACTED']]);
    expect(exported[0]?.[0].length).toBeLessThanOrEqual(128);
  });

  it('is warned about once, however many calls there are', () => {
    const source = newSource();
    for (let call = 0; call < 3; call++) rubbish({}, source);
    expect(warnings).toHaveLength(1);
  });

  it('does not follow an array that changes before it is exported', () => {
    const tags = ['a'];
    const attributes = captured({ tags });
    tags.push('b');
    expect(attributes).toEqual({ tags: ['a'] });
  });

  it('costs no other one if it is an array that holds itself', () => {
    const cyclic: unknown[] = ['a'];
    cyclic.push(cyclic);
    expect(captured({ cyclic, name: 'Ada' } as CapturedAttributes)).toEqual({ name: 'Ada' });
  });
});

describe('a callback', () => {
  it('that throws gives nothing and costs one warning', () => {
    const source = newSource();
    const call = (): never => {
      throw new Error('broken');
    };
    for (let times = 0; times < 2; times++) {
      expect(captureAttributes(source, call)).toEqual({});
      expect(captureValue(source, 'key', call, undefined)).toBeUndefined();
    }
    expect(warnings).toEqual([`${source} threw.`]);
  });

  it('whose object throws when it is read gives nothing and costs one warning', () => {
    const source = newSource();
    const attributes = {
      get id(): string {
        throw new Error('not loaded');
      },
    };
    expect(captureAttributes(source, () => attributes)).toEqual({});
    expect(warnings).toEqual([`${source} threw.`]);
  });

  it('that gives a revoked Proxy gives nothing and costs one warning', () => {
    const source = newSource();
    const { proxy, revoke } = Proxy.revocable<CapturedAttributes>({}, {});
    revoke();
    expect(captureAttributes(source, () => proxy)).toEqual({});
    expect(rubbish(proxy, source)).toBeUndefined();
    expect(warnings).toEqual([`${source} threw.`]);
  });

  it('that is asynchronous gives nothing and costs one warning, but no unhandled rejection', async () => {
    const source = newSource();
    expect(captureAttributes(source, reject as never)).toEqual({});
    await turn();
    expect(warnings).toEqual([
      `${source} returned a promise: attributes have to be known at once.`,
    ]);
  });

  it('that gives promises as attributes costs one warning, but no unhandled rejection', async () => {
    const source = newSource();
    const attributes = (): CapturedAttributes => ({ late: reject() as never, right: 1 });
    expect(captureAttributes(source, attributes)).toEqual({ right: 1 });
    await turn();
    expect(warnings).toHaveLength(1);
  });

  it.each(['text', ['a', 'b'], 42, true])(
    'that gives %p in place of attributes gives nothing and costs one warning',
    (value) => {
      expect(captureAttributes(newSource(), () => value as never)).toEqual({});
      expect(warnings).toHaveLength(1);
    },
  );
});

describe('the redaction of a captured value', () => {
  const hide = (key: string, value: unknown, redact?: Redact): unknown =>
    captureValue(newSource(), key, () => value, redact);

  it.each([
    ['password', 'hunter2'],
    ['user.password', 'hunter2'],
    ['auth.access_token', 'abc'],
    ['accessToken', 'abc'],
    ['http.request.header.x-api-key', 'abc'],
    ['Authorization', 'abc'],
    ['card.cvv', 123],
    ['cookie', ''],
  ])('hides all of %p by its key', (key, value) => {
    expect(hide(key, value)).toBe('REDACTED');
  });

  it.each([
    ['token.count', 3],
    ['tokens', 12],
    ['secretary', 'Ada'],
    ['cookie.name', 'session'],
  ])('leaves %p alone, which only begins or goes on as such a key', (key, value) => {
    expect(hide(key, value)).toBe(value);
  });

  it('hides what gives itself away elsewhere, each in its place', () => {
    expect(hide('note', 'mail ada@example.com')).toBe('mail REDACTED');
    expect(hide('notes', ['paid', 'by 4242 4242 4242 4242', null])).toEqual([
      'paid',
      'by REDACTED',
      null,
    ]);
  });

  it('hides by attribute of a callback as well', () => {
    const attributes = { 'user.id': 7, 'user.password': 'hunter2', note: 'Bearer abc' };
    expect(captured(attributes)).toEqual({
      'user.id': 7,
      'user.password': 'REDACTED',
      note: 'REDACTED',
    });
  });

  it('is whole with `true`, element by element', () => {
    expect(hide('name', 'Ada', true)).toBe('REDACTED');
    expect(hide('sizes', [1, 2], true)).toEqual(['REDACTED', 'REDACTED']);
  });

  it("is 32 hexadecimal digits with 'hash', the same for the same value", () => {
    const hash = hide('user.email', 'ada@example.com', 'hash');
    expect(hash).toMatch(/^[\da-f]{32}$/);
    expect(hide('author.email', 'ada@example.com', 'hash')).toBe(hash);
    expect(hide('user.email', 'bob@example.com', 'hash')).not.toBe(hash);
    expect(hide('user.emails', ['ada@example.com'], 'hash')).toEqual([hash]);
    expect(hide('user.password', 'ada@example.com', 'hash')).toBe(hash);
  });

  it("hashes with the application's key", () => {
    const hash = hide('user.email', 'ada@example.com', 'hash');
    setRedaction({ hashKey: 'pepper' });
    expect(hide('user.email', 'ada@example.com', 'hash')).not.toBe(hash);
  });

  it('is what a function returns, as it is', () => {
    const domain = (email: string): string => email.replace(/^.*@/, 'someone@');
    expect(hide('user.password', 'ada@example.com', domain)).toBe('someone@example.com');
    expect(hide('user.email', 'ada@example.com', () => undefined)).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('does not ask a function about a value that is absent', () => {
    const domain = (email: string): string => email.replace(/^.*@/, 'someone@');
    expect(hide('user.email', undefined, domain)).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('exports nothing if its function throws or returns what is no attribute', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    expect(hide('user.email', 'ada@example.com', broken)).toBeUndefined();
    expect(hide('user.email', 'ada@example.com', (() => ({})) as never)).toBeUndefined();
    expect(warnings).toHaveLength(2);
  });

  it("knows the application's keys and patterns beside its own", () => {
    const before = hide('order.iban_hint', 'from A-1234');
    setRedaction({ keys: ['iban hint'], patterns: [/\b[A-Z]-\d{4}\b/] });
    expect(before).toBe('from A-1234');
    expect(hide('order.iban_hint', 'from A-1234')).toBe('REDACTED');
    expect(hide('note', 'A-1234 and B-5678')).toBe('REDACTED and REDACTED');
    expect(hide('password', 'hunter2')).toBe('REDACTED');
    expect(hide('note', 'ada@example.com')).toBe('REDACTED');
  });
});
