import type { ChildrenPattern, RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';
import { type Steps, call } from '../running/steps.js';
import { type Indexed, SiblingIndex } from './sibling-index.js';

const UNASSIGNED = -1;

/** An item that gives up its pattern, or takes one, on the way to an assignment that is larger by one. */
interface Step<Item> {
  readonly item: Item;
  readonly pattern: number;
}

type Compare<Item> = (pattern: SpanPattern, item: Item) => Steps<boolean>;

/**
 * Assigns items, in any order, to the patterns that they match: at least `min` and at most `max` to each. It finds an
 * assignment that fills every minimum and leaves no item over wherever there is one, by bipartite matching with augmenting
 * paths. Each pair is compared at most once. In an open list an item may be left over that no bounded pattern matches.
 * @see https://en.wikipedia.org/wiki/Mendelsohn–Dulmage_theorem
 */
export class SiblingAssignment<Item extends Indexed> {
  readonly #patterns: readonly RepeatedSpan[];
  readonly #open: boolean;
  readonly #items: readonly Item[];
  readonly #compare: Compare<Item>;
  readonly #index: SiblingIndex<Item>;
  readonly #compared: Map<Item, boolean>[];
  readonly #assigned: Set<Item>[];
  readonly #patternOf = new Map<Item, number>();
  /** The items that are not assigned, and may not stay so. */
  readonly #leftOver = new Set<Item>();
  /** The patterns from which no search has found a way on, and none will. */
  readonly #exhausted = new Set<number>();
  /** How many patterns at the beginning of a list have no room, by the list. */
  readonly #full = new Map<readonly number[], number>();

  private constructor(
    { spans, open }: ChildrenPattern,
    items: readonly Item[],
    compare: Compare<Item>,
  ) {
    this.#patterns = spans;
    this.#open = open;
    this.#items = items;
    this.#compare = compare;
    this.#index = new SiblingIndex(spans, items);
    this.#compared = spans.map(() => new Map());
    this.#assigned = spans.map(() => new Set());
  }

  /** Assigns items to the patterns of children. */
  static *of<Item extends Indexed>(
    children: ChildrenPattern,
    items: readonly Item[],
    compare: Compare<Item>,
  ): Steps<SiblingAssignment<Item>> {
    const assignment = new SiblingAssignment(children, items, compare);
    yield* assignment.#assignAll();
    return assignment;
  }

  /** Whether every minimum is filled, and no item is left over that must not be. */
  get isComplete(): boolean {
    return (
      this.#leftOver.size === 0 && this.#patterns.every((_, pattern) => this.missing(pattern) === 0)
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
    return this.#leftOver.has(item);
  }

  /** Returns how many items the pattern lacks. */
  missing(pattern: number): number {
    return Math.max(0, this.#bounds(pattern).min - this.assignedTo(pattern).size);
  }

  *#assignAll(): Steps<void> {
    for (const item of this.#items) {
      yield;
      yield* this.#assignToFree(item);
    }
    for (const pattern of this.#patterns.keys()) {
      yield;
      yield* this.#fill(pattern);
    }
    for (const item of this.#items) {
      yield;
      if (!(yield* this.#mayStay(item))) yield* this.#placeByMoving(item);
    }
    for (const item of this.#items) {
      if (!(yield* this.#mayStay(item))) this.#leftOver.add(item);
    }
  }

  #bounds(pattern: number): RepeatedSpan {
    return this.#patterns[pattern] as RepeatedSpan;
  }

  *#matches(pattern: number, item: Item): Steps<boolean> {
    const known = this.#compared[pattern]?.get(item);
    if (known !== undefined) return known;
    const result = yield* call(this.#compare(this.#bounds(pattern).pattern, item));
    this.#compared[pattern]?.set(item, result);
    return result;
  }

  *#mayStay(item: Item): Steps<boolean> {
    return this.#patternOf.has(item) || (yield* this.#mayBeLeftOver(item));
  }

  *#mayBeLeftOver(item: Item): Steps<boolean> {
    if (!this.#open) return false;
    for (const pattern of this.#index.patternsFor(item)) {
      const isBounded = Number.isFinite(this.#bounds(pattern).max);
      if (isBounded && (yield* this.#matches(pattern, item))) return false;
    }
    return true;
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
  *#assignToFree(item: Item): Steps<void> {
    let admitting: number | undefined;
    const patterns = this.#index.patternsFor(item);
    for (let place = this.#skipFull(patterns); place < patterns.length; place++) {
      const pattern = patterns[place] as number;
      const isLacking = this.missing(pattern) > 0;
      if (!isLacking && (admitting !== undefined || !this.#hasRoom(pattern))) continue;
      if (!(yield* this.#matches(pattern, item))) continue;
      admitting = pattern;
      if (isLacking) break;
    }
    if (admitting !== undefined) this.#assign(item, admitting);
  }

  /** Returns how many patterns at the beginning of the list have no room, and will have none while items are only assigned. */
  #skipFull(patterns: readonly number[]): number {
    let full = this.#full.get(patterns) ?? 0;
    while (full < patterns.length && !this.#hasRoom(patterns[full] as number)) full += 1;
    this.#full.set(patterns, full);
    return full;
  }

  /** Fills the minimum of a pattern with items that others can spare, or can replace. */
  *#fill(pattern: number): Steps<void> {
    while (this.missing(pattern) > 0 && (yield* this.#takeFor(pattern))) continue;
  }

  *#takeFor(start: number): Steps<boolean> {
    const reached = new Map<number, Step<Item> | undefined>([[start, undefined]]);
    for (const pattern of reached.keys()) {
      yield;
      for (const item of this.#index.itemsFor(pattern)) {
        const owner = this.#patternOf.get(item) ?? UNASSIGNED;
        if (reached.has(owner) || !(yield* this.#matches(pattern, item))) continue;
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
  *#placeByMoving(start: Item): Steps<void> {
    const reached = new Map<number, Item>();
    const waiting = [start];
    for (const item of waiting) {
      yield;
      for (const pattern of this.#index.patternsFor(item)) {
        if (reached.has(pattern) || this.#exhausted.has(pattern)) continue;
        if (!(yield* this.#matches(pattern, item))) continue;
        reached.set(pattern, item);
        const spared = this.#hasRoom(pattern) ? undefined : yield* this.#findSpared(pattern);
        if (spared) this.#unassign(spared);
        if (this.#hasRoom(pattern)) {
          this.#shift(pattern, start, reached);
          return;
        }
        waiting.push(...this.assignedTo(pattern));
      }
    }
    for (const pattern of reached.keys()) this.#exhausted.add(pattern);
  }

  *#findSpared(pattern: number): Steps<Item | undefined> {
    for (const item of this.assignedTo(pattern)) {
      if (yield* this.#mayBeLeftOver(item)) return item;
    }
    return undefined;
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
