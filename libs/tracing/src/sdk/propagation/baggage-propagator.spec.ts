import { describe, expect, it } from '@jest/globals';
import {
  type Baggage,
  type BaggageEntry,
  DiagLogLevel,
  ROOT_CONTEXT,
  baggageEntryMetadataFromString,
  defaultTextMapGetter,
  defaultTextMapSetter,
  diag,
  propagation,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { BaggagePropagator } from './baggage-propagator.js';

const propagator = new BaggagePropagator();

const TOKEN_CHARACTERS =
  "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".split('');

/** All printable ASCII characters except space, `"`, `,`, `;` and `\`. */
const OCTETS = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(index + 0x21))
  .join('')
  .replace(/[",;\\]/g, '');

function extract(baggage: unknown): Baggage | undefined {
  const context = propagator.extract(ROOT_CONTEXT, { baggage }, defaultTextMapGetter);
  return propagation.getBaggage(context);
}

/** The entries as `[key, value]`, or `[key, value, properties]`. */
function entriesOf(baggage: unknown): string[][] {
  const entries = extract(baggage)?.getAllEntries() ?? [];
  return entries.map(([key, { value, metadata }]) =>
    metadata ? [key, value, metadata.toString()] : [key, value],
  );
}

function send(baggage: Baggage, context = ROOT_CONTEXT): string | undefined {
  const headers: Record<string, string> = {};
  propagator.inject(propagation.setBaggage(context, baggage), headers, defaultTextMapSetter);
  return headers['baggage'];
}

function sendEntries(entries: Record<string, string | BaggageEntry>): string | undefined {
  const all = Object.entries(entries).map(([key, entry]) => [
    key,
    typeof entry === 'string' ? { value: entry } : entry,
  ]);
  return send(propagation.createBaggage(Object.fromEntries(all)));
}

function withProperties(value: string, properties: string): BaggageEntry {
  return { value, metadata: baggageEntryMetadataFromString(properties) };
}

/** Returns the header that is sent after `header` was received. */
function passOn(header: string): string | undefined {
  return send(extract(header) ?? propagation.createBaggage());
}

function list(count: number): string {
  return Array.from({ length: count }, (_, index) => `key${index}=value`).join(',');
}

describe('BaggagePropagator, by the W3C recommendation', () => {
  it('§3.1 reads and sends the header `baggage`, in lower case', () => {
    const headers = {};
    const context = propagation.setBaggage(
      ROOT_CONTEXT,
      propagation.createBaggage({ userId: { value: 'alice' } }),
    );
    propagator.inject(context, headers, defaultTextMapSetter);
    expect(headers).toEqual({ baggage: 'userId=alice' });
    expect(propagator.fields()).toEqual(['baggage']);
  });

  describe('§3 several headers', () => {
    it('are one', () => {
      expect(entriesOf(['userId=alice', 'serverNode=DF%2028,isProduction=false'])).toEqual([
        ['userId', 'alice'],
        ['serverNode', 'DF 28'],
        ['isProduction', 'false'],
      ]);
    });

    it('are one, as node has joined them', () => {
      expect(entriesOf('userId=alice, isProduction=false')).toEqual([
        ['userId', 'alice'],
        ['isProduction', 'false'],
      ]);
    });
  });

  it.each([null, 1, {}, [], [1], [['a=1']], ['a=1', ['b=2']]])('%j is no header', (carried) => {
    expect(extract(carried)).toBeUndefined();
  });

  describe('§3.3.1 the grammar', () => {
    it('is that of its example', () => {
      const example =
        'key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue';
      expect(entriesOf(example)).toEqual([
        ['key1', 'value1', 'property1;property2'],
        ['key2', 'value2'],
        ['key3', 'value3', 'propertyKey=propertyValue'],
      ]);
    });

    it.each(['', ' ', ',', 'a', 'a;b=c', '=b', 'a b=c', 'a=b c', ';', 'a=b;', 'a=b;;c', 'a=b;=c'])(
      'has no list-member %j',
      (member) => {
        expect(entriesOf(member)).toEqual([]);
      },
    );

    it('knows lists of 180 list-members at most, and reads no further', () => {
      expect(entriesOf(`${'a=1,'.repeat(179)}b=2`)).toHaveLength(2);
      expect(entriesOf(`${'a=1,'.repeat(180)}b=2`)).toHaveLength(1);
    });

    it('§3.5 ignores a list-member that breaks it, and reads the others', () => {
      expect(entriesOf('a=1,b,,c="3",d=4;"5",e=6')).toEqual([
        ['a', '1'],
        ['e', '6'],
      ]);
    });

    it('leaves the context as it is if there is none left', () => {
      const context = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage());
      const headers = { baggage: 'a,"b"=c' };
      expect(propagator.extract(context, headers, defaultTextMapGetter)).toBe(context);
    });
  });

  describe('§3.3.1.1 a key that comes twice', () => {
    it('has its last value, and is sent once', () => {
      expect(entriesOf('a=1,b=2,a=3')).toEqual([
        ['a', '3'],
        ['b', '2'],
      ]);
      expect(passOn('a=1,b=2,a=3')).toBe('a=3,b=2');
    });
  });

  describe('§3.3.1.2 a key', () => {
    it('is any token of RFC 9110, and goes out as it came', () => {
      const key = TOKEN_CHARACTERS.join('');
      expect(entriesOf(`${key}=1`)).toEqual([[key, '1']]);
      expect(passOn(`${key}=1`)).toBe(`${key}=1`);
    });

    it('is not percent-decoded', () => {
      expect(entriesOf('a%20b=1')).toEqual([['a%20b', '1']]);
    });

    it('may be a name that objects have', () => {
      expect(entriesOf('__proto__=1,constructor=2')).toEqual([
        ['__proto__', '1'],
        ['constructor', '2'],
      ]);
    });

    it('has no whitespace around it', () => {
      expect(entriesOf('\t a \t=1')).toEqual([['a', '1']]);
    });

    it.each([
      '(',
      ')',
      '/',
      ':',
      '<',
      '=',
      '>',
      '?',
      '@',
      '[',
      ']',
      '{',
      '}',
      '"',
      '\\',
      'é',
      '\u0000',
    ])('has no %j', (character) => {
      expect(entriesOf(`a${character}=1`).map(([key]) => key)).not.toContain(`a${character}`);
      expect(sendEntries({ [`a${character}`]: '1', b: '2' })).toBe('b=2');
    });

    it.each(['', ' ', ' a', 'a;b', 'a,b', 'a\r\nb'])('that is no token is not sent: %j', (key) => {
      expect(sendEntries({ [key]: '1', b: '2' })).toBe('b=2');
    });
  });

  describe('§3.3.1.3 a value', () => {
    it('holds every baggage-octet as it is', () => {
      const value = OCTETS.replace('%', '');
      expect(entriesOf(`a=${value}`)).toEqual([['a', value]]);
      expect(sendEntries({ a: value })).toBe(`a=${value}`);
    });

    it('may hold equals signs', () => {
      expect(entriesOf('a=b=c==')).toEqual([['a', 'b=c==']]);
      expect(passOn('a=b=c==')).toBe('a=b=c==');
    });

    it('may be empty', () => {
      expect(entriesOf('a=,b= ,c=;d')).toEqual([
        ['a', ''],
        ['b', ''],
        ['c', '', 'd'],
      ]);
      expect(sendEntries({ a: '' })).toBe('a=');
    });

    it('has no whitespace around it', () => {
      expect(entriesOf('a=\t 1 \t,b= 2 ;c')).toEqual([
        ['a', '1'],
        ['b', '2', 'c'],
      ]);
    });

    it.each(['"', '\\', ' ', '\t', '\u007f', '\u0000', 'é', '€'])(
      'has no %j of its own: it has to be percent-encoded',
      (character) => {
        expect(entriesOf(`a=1${character}2,b=2`)).toEqual([['b', '2']]);
        expect(sendEntries({ a: `1${character}2` })).toBe(`a=1${encodeURIComponent(character)}2`);
      },
    );

    it.each([',', ';', '%'])('has %j percent-encoded', (character) => {
      expect(sendEntries({ a: `1${character}2` })).toBe(`a=1${encodeURIComponent(character)}2`);
    });

    it.each([
      ['Am%C3%A9lie', 'Amélie'],
      ['%E2%82%AC%20%f0%9f%98%80', '€ 😀'],
      ['%09%20%22%27%3B%3Dasdf%21%40%23%24%25%5E%26%2A%28%29', '\t "\';=asdf!@#$%^&*()'],
      ['a+b', 'a+b'],
    ])('is percent-decoded as UTF-8: %s', (encoded, value) => {
      expect(entriesOf(`a=${encoded}`)).toEqual([['a', value]]);
    });

    it.each([
      ['%FF', '\ufffd'],
      ['a%C3b', 'a\ufffdb'],
      ['%E2%82', '\ufffd'],
      ['%C0%80', '\ufffd\ufffd'],
      ['%C3%A9%FF', 'é\ufffd'],
    ])('has the replacement character for octets that are no UTF-8: %s', (encoded, value) => {
      expect(entriesOf(`a=${encoded}`)).toEqual([['a', value]]);
    });

    it.each(['%', '%z', '%zz', 'a%2', '100%!'])(
      'keeps a percent sign that encodes nothing: %s',
      (value) => {
        expect(entriesOf(`a=${value}`)).toEqual([['a', value]]);
      },
    );

    it('is sent with the replacement character for half of a character', () => {
      expect(sendEntries({ a: '\ud83d', b: '2' })).toBe('a=%EF%BF%BD,b=2');
    });
  });

  describe('§3.3.1.4 properties', () => {
    it.each(['p', 'p;q', 'p=1', 'p=1;q;r=a=b', 'p=', 'p=%20', 'p=1; q ;\tr = 2'])(
      'are kept and sent as they came: %s',
      (properties) => {
        expect(entriesOf(`a=1;${properties}`)).toEqual([['a', '1', properties]]);
        expect(passOn(`a=1;${properties}`)).toBe(`a=1;${properties}`);
      },
    );

    it('have no whitespace around them', () => {
      expect(entriesOf('a=1 ; p = 1 \t,b=2')).toEqual([
        ['a', '1', 'p = 1'],
        ['b', '2'],
      ]);
    });

    it.each(['p q', 'p="1"', 'p,evil=1', 'p\r\nx: y', ';', 'p;', 'é'])(
      'that are none are not sent, nor is the entry without them: %j',
      (properties) => {
        expect(sendEntries({ a: withProperties('1', properties), b: '2' })).toBe('b=2');
      },
    );

    it('may be missing', () => {
      expect(sendEntries({ a: withProperties('1', '') })).toBe('a=1');
    });
  });

  describe('§3.3.2 limits', () => {
    it('passes on 64 list-members', () => {
      expect(passOn(list(64))).toBe(list(64));
    });

    it('passes on the first 64 of more', () => {
      expect(passOn(list(65))).toBe(list(64));
      expect(sendEntries(Object.fromEntries(entriesOf(list(64)).concat([['last', '1']])))).toBe(
        list(64),
      );
    });

    it('counts list-members of all headers together', () => {
      const other = list(40).replaceAll('key', 'other');
      expect(entriesOf([list(40), other]).map(([key]) => key)).toEqual(
        [...list(40).split(','), ...other.split(',')]
          .slice(0, 64)
          .map((member) => member.replace('=value', '')),
      );
    });

    it('counts a key that came twice once', () => {
      expect(passOn(`${list(63)},key0=other,last=1`)).toBe(
        `${list(63).replace('value', 'other')},last=1`,
      );
    });

    it('passes on 8192 bytes', () => {
      const one = `a=${'1'.repeat(8190)}`;
      const two = `a=${'1'.repeat(4094)},b=${'2'.repeat(4093)}`;
      expect([one, two].map((header) => header.length)).toEqual([8192, 8192]);
      expect([one, two].map(passOn)).toEqual([one, two]);
    });

    it('does not pass on 8193 bytes', () => {
      expect(passOn(`a=${'1'.repeat(8191)}`)).toBeUndefined();
      expect(passOn(`a=1,b=${'2'.repeat(8187)}`)).toBe('a=1');
    });

    it('drops whole list-members beyond 8192 bytes, and sends the others', () => {
      expect(passOn(`a=1,b=${'2'.repeat(8189)},c=3`)).toBe('a=1,c=3');
    });

    it('counts bytes as they are sent', () => {
      expect(sendEntries({ a: '€'.repeat(910) })).toHaveLength(8192);
      expect(sendEntries({ a: '€'.repeat(911) })).toBeUndefined();
    });

    it('reads what was encoded longer than it had to be', () => {
      expect(passOn(`a=${'%41'.repeat(2_730)}`)).toBe(`a=${'A'.repeat(2_730)}`);
    });
  });

  it('sends nothing where there is nothing, or tracing is suppressed', () => {
    const headers = {};
    propagator.inject(ROOT_CONTEXT, headers, defaultTextMapSetter);
    expect(headers).toEqual({});
    expect(send(propagation.createBaggage())).toBeUndefined();
    const baggage = propagation.createBaggage({ a: { value: '1' } });
    expect(send(baggage, suppressTracing(ROOT_CONTEXT))).toBeUndefined();
  });

  it('tells who listens how many entries are not sent', () => {
    const messages: string[] = [];
    const ignore = (): void => {};
    const debug = (message: string): void => void messages.push(message);
    diag.setLogger(
      { debug, error: ignore, info: ignore, verbose: ignore, warn: ignore },
      DiagLogLevel.DEBUG,
    );
    sendEntries({ a: '1', 'no token': '2', b: withProperties('3', '"') });
    sendEntries({ a: '1' });
    diag.disable();
    expect(messages.filter((message) => message.includes('baggage'))).toEqual([
      '2 of 3 baggage entries do not fit into the header.',
    ]);
  });

  it('reads back what it has sent', () => {
    const tokens = fc.string({
      unit: fc.constantFrom(...TOKEN_CHARACTERS),
      minLength: 1,
      maxLength: 20,
    });
    const octets = fc.string({ unit: fc.constantFrom(...OCTETS.split('')), maxLength: 20 });
    const properties = fc
      .array(
        fc.oneof(
          tokens,
          fc.tuple(tokens, octets).map((pair) => pair.join('=')),
        ),
        {
          maxLength: 3,
        },
      )
      .map((all) => all.join(';'));
    const entry = fc.tuple(fc.string({ unit: 'binary', maxLength: 30 }), properties);
    fc.assert(
      fc.property(fc.array(fc.tuple(tokens, entry), { maxLength: 20 }), (all) => {
        const sent = new Map(all);
        const entries = [...sent].map(([key, [value, text]]) => [key, withProperties(value, text)]);
        const header = sendEntries(Object.fromEntries(entries) as Record<string, BaggageEntry>);
        const received = entriesOf(header).map(([key, value, text = '']) => [key, [value, text]]);
        expect(new Map(received as [string, [string, string]][])).toEqual(sent);
      }),
      generatedRuns(1_000),
    );
  });

  it('throws at no header, and sends no invalid one', () => {
    const nearly = fc
      .array(fc.constantFrom('a', 'b', '=', ';', ',', ' ', '\t', '%', '%FF', '"', 'é', '\r\n'))
      .map((parts) => parts.join(''));
    const values = fc.oneof(fc.string({ unit: 'binary' }), nearly);
    fc.assert(
      fc.property(fc.oneof(values, fc.array(values), fc.jsonValue()), (header) => {
        const sent = send(extract(header) ?? propagation.createBaggage());
        expect(sent ?? '').toMatch(/^[\t\u0020-\u007e]{0,8192}$/);
        expect(entriesOf(sent)).toEqual(entriesOf(header));
      }),
      generatedRuns(1_000),
    );
  });

  it.each([',', ' ', 'a', 'a=', 'a=1,', 'a=b;c,', 'a;', ';', ' = ', 'a = ', '%', '%F'])(
    'reads a long header of %j in linear time',
    (unit) => {
      const long = unit.repeat(200_000 / unit.length);
      const start = performance.now();
      extract(long);
      extract(`a=b;${long}"`);
      extract(`a=b;${long.slice(0, 8_000)}"`);
      expect(performance.now() - start).toBeLessThan(10_000);
    },
  );

  it('throws at no length', () => {
    expect(entriesOf(`a=b${';a'.repeat(5_000_000)},c=d`)).toEqual([['c', 'd']]);
  });
});
