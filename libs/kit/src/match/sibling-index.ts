import type { RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';
import { literalOf } from '../pattern/value-pattern.js';

/** What an index reads of an item that patterns are compared to, such as a span. */
export interface Indexed {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Patterns and items that may match each other, as far as names and literal values of attributes show. */
interface Bucket<Item> {
  readonly patterns: readonly number[];
  readonly items: Item[];
}

/** The patterns of one literal name, by the values of those attributes for which each of them has a literal. */
interface NameGroup<Item> {
  readonly keys: readonly string[];
  readonly buckets: Map<string, Bucket<Item>>;
}

const NONE: readonly number[] = [];

/**
 * Finds which siblings and patterns have to be compared at all. Siblings that are told apart by a name or by an attribute,
 * such as thousands of queries with their parameters, each have one pattern instead of all.
 */
export class SiblingIndex<Item extends Indexed> {
  readonly #items: readonly Item[];
  readonly #groups: ReadonlyMap<string, NameGroup<Item>>;
  readonly #anyName: readonly number[];
  readonly #bucketOf = new Map<number, Bucket<Item>>();
  readonly #patternsOf = new Map<Item, readonly number[]>();

  constructor(patterns: readonly RepeatedSpan[], items: readonly Item[]) {
    const byName = Map.groupBy(patterns.keys(), (index) => nameOf(patterns[index]));
    this.#anyName = byName.get(undefined) ?? NONE;
    this.#items = items;
    this.#groups = this.#groupsOf(byName, patterns);
    const merged = new Map<readonly number[], readonly number[]>();
    for (const item of items) {
      const bucket = this.#find(item);
      bucket?.items.push(item);
      const named = bucket?.patterns ?? NONE;
      const all = merged.get(named) ?? merge(named, this.#anyName);
      merged.set(named, all);
      this.#patternsOf.set(item, all);
    }
  }

  /** Returns the patterns that an item may match, by their numbers, in their order; the same list for items that are alike. */
  patternsFor(item: Item): readonly number[] {
    return this.#patternsOf.get(item) ?? NONE;
  }

  /** Returns the items that may match a pattern, in their order. */
  itemsFor(pattern: number): readonly Item[] {
    return this.#bucketOf.get(pattern)?.items ?? this.#items;
  }

  #groupsOf(
    byName: ReadonlyMap<string | undefined, readonly number[]>,
    patterns: readonly RepeatedSpan[],
  ): Map<string, NameGroup<Item>> {
    const groups = new Map<string, NameGroup<Item>>();
    for (const [name, indexes] of byName) {
      if (name === undefined) continue;
      const attributesOf = (index: number): Attributes => patterns[index]?.pattern.attributes ?? {};
      const keys = indexes.length > 1 ? literalKeys(indexes.map(attributesOf)) : [];
      const byValues = Map.groupBy(indexes, (index) => valuesOf(attributesOf(index), keys));
      const buckets = new Map<string, Bucket<Item>>();
      for (const [values, alike] of byValues) {
        const bucket = { patterns: alike, items: [] };
        buckets.set(values, bucket);
        for (const index of alike) this.#bucketOf.set(index, bucket);
      }
      groups.set(name, { keys, buckets });
    }
    return groups;
  }

  #find({ name, attributes = {} }: Item): Bucket<Item> | undefined {
    const group = this.#groups.get(name);
    return group?.buckets.get(valuesOf(attributes, group.keys));
  }
}

type Attributes = NonNullable<SpanPattern['attributes']>;

function nameOf(repeated: RepeatedSpan | undefined): string | undefined {
  return repeated && literalOf(repeated.pattern.name);
}

/** Returns the keys for which each of the patterns has a literal value. */
function literalKeys([first = {}, ...others]: readonly Attributes[]): string[] {
  const all = [first, ...others];
  return Object.keys(first).filter((key) =>
    all.every((attributes) => Object.hasOwn(attributes, key) && isLiteral(attributes[key])),
  );
}

function isLiteral(value: unknown): boolean {
  if (typeof value === 'string') return literalOf(value) !== undefined;
  return ['number', 'bigint', 'boolean'].includes(typeof value);
}

/** Returns a text that is the same for values that match each other: integers match whether or not they are a `bigint`. */
function valuesOf(attributes: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const values = keys.map((key) => {
    const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
    if (typeof value === 'number' || typeof value === 'bigint') return ['number', String(value)];
    return [typeof value, isLiteral(value) ? value : ''];
  });
  return JSON.stringify(values);
}

function merge(some: readonly number[], others: readonly number[]): readonly number[] {
  if (others.length === 0) return some;
  return [...some, ...others].toSorted((a, b) => a - b);
}
