import { registered } from '#span/registry.js';

/** The state of a member or class: `traced` if it makes spans, `untraced` if it has opted out. */
type Mark = 'traced' | 'untraced';

const marks = registered('memberMarks', () => new WeakMap<object, Map<PropertyKey, Mark>>());

/**
 * Marks the member `key` of `owner`. The key `constructor` of a prototype stands for its class. The mark belongs
 * to the key and not to the function, as other decorators may replace a method by a function of their own.
 */
export function markMember(owner: object, key: PropertyKey, mark: Mark): void {
  const marksOfOwner = marks.get(owner) ?? new Map<PropertyKey, Mark>();
  marks.set(owner, marksOfOwner.set(key, mark));
}

/** Returns the mark of a member that `owner` has as its own; inherited members have none. */
export function memberMark(owner: object, key: PropertyKey): Mark | undefined {
  return marks.get(owner)?.get(key);
}

/** Returns the mark of the class of `prototype`, or of the nearest class that it extends and that has one. */
export function classMark(prototype: object): Mark | undefined {
  let owner: object | null = prototype;
  while (owner) {
    const mark = memberMark(owner, 'constructor');
    if (mark) return mark;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}
