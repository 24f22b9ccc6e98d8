import { registered } from '#span/registry.js';

/** `traced`: makes its span. `untraced`: has opted out. */
type Mark = 'traced' | 'untraced';

const marks = registered('memberMarks', () => new WeakMap<object, Map<PropertyKey, Mark>>());

/**
 * By owner and key, as other decorators may put functions of their own in a method's place. The key
 * `constructor` of a prototype stands for its class.
 */
export function markMember(owner: object, key: PropertyKey, mark: Mark): void {
  const members = marks.get(owner) ?? new Map<PropertyKey, Mark>();
  marks.set(owner, members.set(key, mark));
}

export function memberMark(owner: object, key: PropertyKey): Mark | undefined {
  return marks.get(owner)?.get(key);
}

/** The mark of a class, or of the nearest class above that has one. */
export function classMark(prototype: object): Mark | undefined {
  let owner: object | null = prototype;
  while (owner) {
    const mark = memberMark(owner, 'constructor');
    if (mark) return mark;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}
