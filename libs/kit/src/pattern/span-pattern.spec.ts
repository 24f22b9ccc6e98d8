import { describe, expect, it } from '@jest/globals';
import { UnknownFieldError } from './errors.js';
import { many, span } from './span-pattern.js';

/** Hides from the compiler what it would refuse, as JavaScript has none. */
function untyped(fields: object): never {
  return fields as never;
}

describe('span', () => {
  it.each([
    [{ sevice: 'x' }, 'sevice', 'service'],
    [{ attribute: { key: 1 } }, 'attribute', 'attributes'],
    [{ child: [] }, 'child', 'children'],
    [{ service: 'x', Status: 'OK' }, 'Status', 'status'],
  ])(
    'refuses a field that it does not know, and names the nearest: %j',
    (fields, field, nearest) => {
      expect(() => span('a', untyped(fields))).toThrow(
        `Expected span() to get fields that it knows, got "${field}". Did you mean "${nearest}"?`,
      );
    },
  );

  it('refuses a field of an event that it does not know', () => {
    expect(() => span('a', { events: [untyped({ nmae: 'x' })] })).toThrow(
      new UnknownFieldError('an event of span()', 'nmae', 'name'),
    );
  });

  it('takes every field that it knows', () => {
    const events = [{ name: 'b', attributes: {} }];
    const pattern = span('a', {
      service: 'x',
      kind: 'SERVER',
      status: 'OK',
      attributes: { anything: 1 },
      events,
      children: [],
    });
    expect(pattern).toMatchObject({ name: 'a', service: 'x', events });
  });
});

describe('many', () => {
  it('refuses a bound that it does not know', () => {
    expect(() => many(span('a'), untyped({ minimum: 3 }))).toThrow('Did you mean "min"?');
  });
});
