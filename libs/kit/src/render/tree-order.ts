import { type SpanNode, descend } from '../trace/span-tree.js';

/** Texts, then numbers; the first item that differs decides which of two spans stands first. */
type SortKey = readonly (string | number)[];

/** The order of siblings in the normal form of a tree, which is the same for the same work. */
export class TreeOrder {
  readonly #texts = new Map<SpanNode, readonly string[]>();
  readonly #ranks = new Map<SpanNode, number>();

  /**
   * Looks at all spans at once, as what is below a span counts, too.
   * @param textsOf Returns what a tree shows of a span, as many texts for each.
   */
  constructor(roots: readonly SpanNode[], textsOf: (node: SpanNode) => readonly string[]) {
    for (const [node] of descend(roots)) this.#texts.set(node, textsOf(node));
    for (const level of levelsOf(roots)) this.#rank(level);
  }

  /** Groups siblings that have the same texts, in them and below them, in the order in which they are given. */
  group(siblings: readonly SpanNode[]): SpanNode[][] {
    return [...Map.groupBy(siblings, (node) => this.#ranks.get(node)).values()];
  }

  /** Sorts groups of siblings by their texts, then by what is below them. */
  sort(groups: readonly SpanNode[][]): SpanNode[][] {
    const keyed = groups.map((group) => ({ group, key: this.#keyOf(group) }));
    return keyed.toSorted((a, b) => compare(a.key, b.key)).map(({ group }) => group);
  }

  #keyOf([node]: readonly SpanNode[]): SortKey {
    return node ? [...(this.#texts.get(node) ?? []), this.#ranks.get(node) ?? 0] : [];
  }

  /** Numbers spans that have the same height, above all lower ones; two are equal when they and all below them are. */
  #rank(level: readonly SpanNode[]): void {
    const keyed = level.map((node) => ({ node, key: this.#subtreeKeyOf(node) }));
    let rank = this.#ranks.size;
    let previous: SortKey | undefined;
    for (const { node, key } of keyed.toSorted((a, b) => compare(a.key, b.key))) {
      if (previous && compare(previous, key) !== 0) rank += 1;
      this.#ranks.set(node, rank);
      previous = key;
    }
  }

  #subtreeKeyOf(node: SpanNode): SortKey {
    const below = node.children.map((child) => this.#ranks.get(child) ?? 0);
    return [...(this.#texts.get(node) ?? []), ...below.toSorted((a, b) => a - b)];
  }
}

/** Groups all spans by the number of levels below them, the leaves first. */
function levelsOf(roots: readonly SpanNode[]): SpanNode[][] {
  const heights = new Map<SpanNode, number>();
  const levels: SpanNode[][] = [];
  for (const [node] of [...descend(roots)].toReversed()) {
    const height = node.children.reduce(
      (highest, child) => Math.max(highest, 1 + (heights.get(child) ?? 0)),
      0,
    );
    heights.set(node, height);
    (levels[height] ??= []).push(node);
  }
  return levels;
}

function compare(a: SortKey, b: SortKey): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
