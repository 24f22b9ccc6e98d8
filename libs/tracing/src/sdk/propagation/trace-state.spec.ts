import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { parseTraceState } from './trace-state.js';

/** Returns `count` members, the first of which is `k1=v`. */
function list(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index + 1}=v`).join(',');
}

/** A member of `length` characters. */
function member(key: string, length: number): string {
  return `${key}=${'v'.repeat(length - key.length - 1)}`;
}

const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCharCode(index + 0x20),
).filter((character) => character !== ',' && character !== '=');

const KEY_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/@'.split('');
const keys = fc
  .tuple(
    fc.constantFrom(...KEY_CHARACTERS.slice(0, 36)),
    fc.string({ unit: fc.constantFrom(...KEY_CHARACTERS), maxLength: 255 }),
  )
  .map((parts) => parts.join(''));
const values = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...PRINTABLE), maxLength: 255 }),
    fc.constantFrom(...PRINTABLE.slice(1)),
  )
  .map((parts) => parts.join(''));

describe('parseTraceState, by Trace Context Level 2', () => {
  describe('§3.3.2 reads a list of members', () => {
    it('finds each key and no other', () => {
      const state = parseTraceState('rojo=00f067aa0ba902b7,congo=t61rcWkgMzE');
      expect(state?.get('rojo')).toBe('00f067aa0ba902b7');
      expect(state?.get('congo')).toBe('t61rcWkgMzE');
      expect(['roj', 'o', '', 'rojo=00f067aa0ba902b7'].map((key) => state?.get(key))).toEqual(
        Array(4).fill(undefined),
      );
    });

    it.each(['a=1 , b=2', ' a=1,b=2 ', '\ta=1\t \t,\t b=2\t', 'a=1 \t , \t b=2'])(
      'ignores spaces and tabs around the members of %j',
      (header) => {
        const state = parseTraceState(header);
        expect([state?.get('a'), state?.get('b')]).toEqual(['1', '2']);
      },
    );

    it.each(['a=1\n,b=2', '\va=1', 'a=1\u00a0', '\ufeffa=1', 'a=1\r'])(
      'takes no other whitespace for optional: %j is discarded',
      (header) => {
        expect(parseTraceState(header)).toBeUndefined();
      },
    );

    it.each([',a=1', 'a=1,', ',, ,\t,a=1,,', 'a=1, ,'])('allows empty members: %j', (header) => {
      expect(parseTraceState(header)?.get('a')).toBe('1');
    });

    it.each(['', ' ', ',', ' ,\t, '])('is none if all members are empty: %j', (header) => {
      expect(parseTraceState(header)).toBeUndefined();
    });
  });

  describe('§3.3.2.1 knows lists of 32 members at most', () => {
    it('accepts 32', () => {
      expect(parseTraceState(list(32))?.get('k32')).toBe('v');
    });

    it.each([
      ['33', list(33)],
      ['32 and an empty one, which is a member too', `${list(32)},`],
      ['33 empty ones but for the first', `a=1${','.repeat(32)}`],
    ])('discards the list of %s', (_, header) => {
      expect(parseTraceState(header)).toBeUndefined();
    });
  });

  describe('§3.3.2.2 discards a list with a member that is no key and value', () => {
    it.each(['a', '=', '=1', 'a=1,b', 'b,a=1', 'a=1;b=2', 'a=1,b=2=3'])('%j', (header) => {
      expect(parseTraceState(header)).toBeUndefined();
    });
  });

  describe('§3.3.2.2.1 allows a key', () => {
    it.each([
      ['of one letter', 'a'],
      ['that begins with a digit', '1a'],
      ['of all that is allowed', `z${KEY_CHARACTERS.join('')}`],
      ['of 256 characters', 'z'.repeat(256)],
      ['of a tenant and a system', 'fw529a3039@dt'],
      ['with any number of @, anywhere but first', 'a@@b@'],
      ['of a tenant longer than Level 1 had it', `${'t'.repeat(242)}@v`],
      ['of a system longer than Level 1 had it', `t@${'v'.repeat(15)}`],
    ])('%s', (_, key) => {
      expect(parseTraceState(`b=2,${key}=1`)?.get(key)).toBe('1');
    });
  });

  describe('§3.3.2.2.1 discards a list with a key', () => {
    it.each([
      ['of no character', ''],
      ['of 257 characters', 'z'.repeat(257)],
      ['in upper case', 'FOO'],
      ['with a space', 'foo '],
      ['with a dot', 'foo.bar'],
      ['beyond ASCII', 'é'],
      ...'_-*/@'.split('').map((character) => [`that begins with ${character}`, `${character}a`]),
    ])('%s', (_, key) => {
      expect(parseTraceState(`b=2,${key}=1`)).toBeUndefined();
    });
  });

  describe('§3.3.2.2.2 allows a value', () => {
    it.each([
      ['of one character', '1'],
      ['of all that is printable but comma and equals sign', PRINTABLE.join('')],
      ['of 256 characters', 'v'.repeat(256)],
      ['with spaces inside', 'a  b'],
      ['with leading spaces, which are part of it', '  a'],
    ])('%s', (_, value) => {
      expect(parseTraceState(`a=${value},b=2`)?.get('a')).toBe(value);
    });

    it('whose trailing spaces are not part of it', () => {
      expect(parseTraceState('a=1  ,b=2')?.get('a')).toBe('1');
    });
  });

  describe('§3.3.2.2.2 discards a list with a value', () => {
    it.each([
      ['of no character', ''],
      ['of spaces alone', '  '],
      ['of 257 characters', 'v'.repeat(257)],
      ['with a tab', 'a\tb'],
      ['with a line break', 'a\r\nb'],
      ['with DEL', 'a\u007f'],
      ['beyond ASCII', 'é'],
      ['with an equals sign', 'a=b'],
    ])('%s', (_, value) => {
      expect(parseTraceState(`a=${value},b=2`)).toBeUndefined();
    });
  });

  describe('§3.5 leaves keys that came twice to their sender', () => {
    it('preserves both, and finds the left-most, which is the latest', () => {
      const state = parseTraceState('a=1,b=2,a=3');
      expect(state?.get('a')).toBe('1');
      expect(state?.serialize()).toBe('a=1,b=2,a=3');
    });
  });

  describe('§3.5 mutates the list', () => {
    it('adds a key at the beginning', () => {
      expect(parseTraceState('a=1,b=2')?.set('c', '3').serialize()).toBe('c=3,a=1,b=2');
    });

    it('moves an updated key to the beginning and preserves the order of the others', () => {
      expect(parseTraceState('a=1,b=2,c=3')?.set('b', '4').serialize()).toBe('b=4,a=1,c=3');
    });

    it('has an updated key once, however often it came', () => {
      expect(parseTraceState('a=1,b=2,a=3')?.set('a', '4').serialize()).toBe('a=4,b=2');
    });

    it('deletes a key', () => {
      const state = parseTraceState('a=1,b=2,a=3');
      expect(state?.unset('a').serialize()).toBe('b=2');
      expect(state?.unset('a').unset('b').serialize()).toBe('');
    });

    it('changes a copy', () => {
      const state = parseTraceState('a=1');
      state?.set('b', '2').unset('a');
      expect(state?.serialize()).toBe('a=1');
    });

    it.each([
      ['A', '1'],
      ['', '1'],
      ['a=b', '1'],
      ['a', ''],
      ['a', 'b,c=d'],
      ['a', 'b=c'],
      ['a', 'b '],
      ['a', 'b\r\nc'],
    ])('stays as it is when the key is %j and the value %j', (key, value) => {
      expect(parseTraceState('z=1')?.set(key, value).serialize()).toBe('z=1');
    });

    it('loses its right-most member to the 33rd (§3.3.2)', () => {
      const state = parseTraceState(list(32))?.set('new', '1');
      expect(state?.serialize()).toBe(`new=1,${list(31)}`);
    });
  });

  describe('§3.4 sends an unmodified list as it came', () => {
    it.each(['rojo=1,congo=2', 'a= 1 ,\tb=2', 'a=1,,b=2,', 'a=1,a=2'])('%j', (header) => {
      expect(parseTraceState(header)?.serialize()).toBe(header);
    });

    it('without the whitespace around it', () => {
      expect(parseTraceState(' \ta=1, b=2\t')?.serialize()).toBe('a=1, b=2');
    });
  });

  describe('§3.3.3.1 propagates 512 characters', () => {
    const short = Array.from({ length: 8 }, (_, index) => member(`s${index}`, 56)).join(',');

    it('propagates all of them, commas and whitespace included', () => {
      const header = `${short} ,${member('long', 512 - short.length - 2)}`;
      expect(header).toHaveLength(512);
      expect(parseTraceState(header)?.serialize()).toBe(header);
    });

    it('removes whitespace before members', () => {
      const header = `${short}, ${member('t', 512 - short.length - 1)}`;
      expect(header).toHaveLength(513);
      expect(parseTraceState(header)?.serialize()).toBe(header.replace(', ', ','));
    });

    it('removes members of more than 128 characters first, the last of them before the others', () => {
      const [first, second] = [member('l1', 129), member('l2', 129)];
      const header = `${first},${second},${member('m', 128)},${member('n', 128)},a=1`;
      expect(parseTraceState(header)?.serialize()).toBe(header.replace(`${second},`, ''));
    });

    it('then removes members from the end', () => {
      const members = Array.from({ length: 6 }, (_, index) => member(`m${index}`, 128));
      const header = [members[0], member('long', 129), ...members.slice(1)].join(',');
      expect(parseTraceState(header)?.serialize()).toBe(members.slice(0, 3).join(','));
    });

    it('still knows what it does not propagate', () => {
      const state = parseTraceState(['x', 'y', 'z'].map((key) => member(key, 200)).join(','));
      expect(state?.serialize()).toBe(`${member('x', 200)},${member('y', 200)}`);
      expect(state?.get('z')).toHaveLength(198);
    });
  });

  it('reads back what it has written', () => {
    const lists = fc.uniqueArray(fc.tuple(keys, values), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 32,
    });
    fc.assert(
      fc.property(lists, (members) => {
        const header = members.map((pair) => pair.join('=')).join(',');
        const state = parseTraceState(header);
        expect(members.map(([key]) => [key, state?.get(key)])).toEqual(members);
        const sent = state?.serialize() ?? '';
        expect(sent.length).toBeLessThanOrEqual(512);
        expect(parseTraceState(sent)?.serialize() ?? '').toBe(sent);
      }),
      generatedRuns(1_000),
    );
  });
});
