import { describe, expect, it } from '@jest/globals';
import { findRings } from './rings.js';

interface Member {
  readonly name: string;
  parent: Member | undefined;
}

/** Links members as `child>parent` says, and returns the names of each ring. */
function ringsOf(...links: readonly string[]): string[] {
  const members = new Map<string, Member>();
  const member = (name: string): Member => {
    const known = members.get(name) ?? { name, parent: undefined };
    members.set(name, known);
    return known;
  };
  for (const link of links) {
    const [child = '', parent = ''] = link.split('>');
    member(child).parent = member(parent);
  }
  return findRings([...members.values()]).map((ring) => ring.map(({ name }) => name).join('>'));
}

describe('findRings', () => {
  it('finds no ring in a tree', () => {
    expect(ringsOf('b>a', 'c>a', 'd>c')).toEqual([]);
  });

  it('finds each ring, from child to parent', () => {
    expect(ringsOf('a>b', 'b>c', 'c>a', 'x>y', 'y>x')).toEqual(['a>b>c', 'x>y']);
  });

  it('leaves out what hangs below a ring', () => {
    expect(ringsOf('e>d', 'd>a', 'a>b', 'b>a')).toEqual(['a>b']);
  });

  it('finds a span that is its own parent', () => {
    expect(ringsOf('b>a', 'a>a')).toEqual(['a']);
  });
});
