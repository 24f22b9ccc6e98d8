import type { ChildrenPattern, RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';
import { literalOf } from '../pattern/value-pattern.js';

const UNASSIGNED = -1;

/** What is assigned: a span, of which only the name is read here. */
interface Named {
  readonly name: string;
}

/** An item that gives up its pattern, or takes one, on the way to an assignment that is larger by one. */
interface Step<Item> {
  readonly item: Item;
  readonly pattern: number;
}

/**
 * Assigns items, in any order, to the patterns that they match: at least `min` and at most `max` to each. It finds an
 * assignment that fills every minimum and leaves no item over wherever there is one, by bipartite matching with augmenting
 * paths. Each pair is compared at most once. In an open list an item may be left over that no bounded pattern matches.
 * @see https://en.wikipedia.org/wiki/Mendelsohn–Dulmage_theorem
 */
export class SiblingAssignment<Item extends Named> {
  readonly #patterns: readonly RepeatedSpan[];
  readonly #open: boolean;
  readonly #items: readonly Item[];
  readonly #compare: (pattern: SpanPattern, item: Item) => boolean;
  readonly #compared: Map<Item, boolean>[];
  readonly #candidates: (item: Item) => readonly number[];
  readonly #assigned: Set<Item>[];
  readonly #patternOf = new Map<Item, number>();
  /** The patterns from which no search has found a way on, and none will. */
  readonly #exhausted = new Set<number>();

  constructor(
    { spans, open }: ChildrenPattern,
    items: readonly Item[],
    matches: (pattern: SpanPattern, item: Item) => boolean,
  ) {
    this.#patterns = spans;
    this.#open = open;
    this.#items = items;
    this.#compare = matches;
    this.#compared = spans.map(() => new Map());
    this.#candidates = candidatesByName(spans);
    this.#assigned = spans.map(() => new Set());
    for (const item of items) this.#assignToFree(item);
    this.#patterns.forEach((_, pattern) => this.#fill(pattern));
    for (const item of items) if (!this.#mayStay(item)) this.#placeByMoving(item);
  }

  /** Whether every minimum is filled, and no item is left over that must not be. */
  get isComplete(): boolean {
    return (
      this.#patterns.every((_, pattern) => this.missing(pattern) === 0) &&
      this.#items.every((item) => this.#mayStay(item))
    );
  }

  /** Returns the items that are assigned to a pattern. */
  assignedTo(pattern: number): ReadonlySet<Item> {
    return this.#assigned[pattern] ?? new Set();
  }

  /** Returns whether an item is assigned to a pattern. */
  isAssigned(item: Item): boolean {
    return this.#patternOf.has(item);
  }

  /** Returns whether an item that is not assigned must be. */
  isLeftOver(item: Item): boolean {
    return !this.#mayStay(item);
  }

  /** Returns how many items the pattern lacks. */
  missing(pattern: number): number {
    return Math.max(0, this.#bounds(pattern).min - this.assignedTo(pattern).size);
  }

  #bounds(pattern: number): RepeatedSpan {
    return this.#patterns[pattern] as RepeatedSpan;
  }

  #matches(pattern: number, item: Item): boolean {
    const literal = literalOf(this.#bounds(pattern).pattern.name);
    if (literal !== undefined && literal !== item.name) return false;
    const known = this.#compared[pattern]?.get(item);
    if (known !== undefined) return known;
    const result = this.#compare(this.#bounds(pattern).pattern, item);
    this.#compared[pattern]?.set(item, result);
    return result;
  }

  #mayStay(item: Item): boolean {
    return this.#patternOf.has(item) || this.#mayBeLeftOver(item);
  }

  #mayBeLeftOver(item: Item): boolean {
    const isBounded = (pattern: number): boolean => Number.isFinite(this.#bounds(pattern).max);
    return (
      this.#open &&
      !this.#candidates(item).some((index) => isBounded(index) && this.#matches(index, item))
    );
  }

  #hasRoom(pattern: number): boolean {
    return this.assignedTo(pattern).size < this.#bounds(pattern).max;
  }

  #assign(item: Item, pattern: number): void {
    const before = this.#patternOf.get(item);
    if (before !== undefined) this.#assigned[before]?.delete(item);
    this.#patternOf.set(item, pattern);
    this.#assigned[pattern]?.add(item);
  }

  #unassign(item: Item): void {
    const before = this.#patternOf.get(item) ?? UNASSIGNED;
    this.#assigned[before]?.delete(item);
    this.#patternOf.delete(item);
  }

  /** Assigns an item to the first pattern that lacks one, else to the first that has room. */
  #assignToFree(item: Item): void {
    const lacks = (index: number): boolean => this.missing(index) > 0 && this.#matches(index, item);
    const admits = (index: number): boolean => this.#hasRoom(index) && this.#matches(index, item);
    const candidates = this.#candidates(item);
    const found = candidates.find(lacks) ?? candidates.find(admits);
    if (found !== undefined) this.#assign(item, found);
  }

  /** Fills the minimum of a pattern with items that others can spare, or can replace. */
  #fill(pattern: number): void {
    while (this.missing(pattern) > 0 && this.#takeFor(pattern)) continue;
  }

  #takeFor(start: number): boolean {
    const reached = new Map<number, Step<Item> | undefined>([[start, undefined]]);
    for (const pattern of reached.keys()) {
      for (const item of this.#items) {
        const owner = this.#patternOf.get(item) ?? UNASSIGNED;
        if (reached.has(owner) || !this.#matches(pattern, item)) continue;
        if (owner === UNASSIGNED || this.assignedTo(owner).size > this.#bounds(owner).min) {
          this.#handOn({ item, pattern }, reached);
          return true;
        }
        reached.set(owner, { item, pattern });
      }
    }
    return false;
  }

  /** Gives the item to the pattern, whose own item goes to the pattern before it on the way, and so on. */
  #handOn(last: Step<Item>, reached: ReadonlyMap<number, Step<Item> | undefined>): void {
    for (let step: Step<Item> | undefined = last; step; step = reached.get(step.pattern)) {
      this.#assign(step.item, step.pattern);
    }
  }

  /** Places an item by moving others to patterns that have room, or by leaving one over that may be. */
  #placeByMoving(start: Item): void {
    const reached = new Map<number, Item>();
    const waiting = [start];
    for (const item of waiting) {
      for (const pattern of this.#candidates(item)) {
        if (reached.has(pattern) || this.#exhausted.has(pattern)) continue;
        if (!this.#matches(pattern, item)) continue;
        reached.set(pattern, item);
        if (this.#hasRoom(pattern)) return this.#shift(pattern, start, reached);
        const spared = [...this.assignedTo(pattern)].find((other) => this.#mayBeLeftOver(other));
        if (spared) {
          this.#unassign(spared);
          return this.#shift(pattern, start, reached);
        }
        waiting.push(...this.assignedTo(pattern));
      }
    }
    for (const pattern of reached.keys()) this.#exhausted.add(pattern);
  }

  #shift(end: number, start: Item, reached: ReadonlyMap<number, Item>): void {
    for (let pattern = end; ;) {
      const item = reached.get(pattern) as Item;
      const before = this.#patternOf.get(item) ?? UNASSIGNED;
      this.#assign(item, pattern);
      if (item === start) return;
      pattern = before;
    }
  }
}

/** Returns a function that finds the patterns whose names an item may have: those of its name, and those of no fixed one. */
function candidatesByName(patterns: readonly RepeatedSpan[]): (item: Named) => readonly number[] {
  const byName = new Map<string | undefined, number[]>();
  patterns.forEach(({ pattern: { name } }, index) => {
    const literal = literalOf(name);
    const same = byName.get(literal) ?? [];
    byName.set(literal, same);
    same.push(index);
  });
  const others = byName.get(undefined) ?? [];
  return ({ name }) => {
    const named = byName.get(name) ?? [];
    return others.length === 0 ? named : [...named, ...others].toSorted((a, b) => a - b);
  };
}
