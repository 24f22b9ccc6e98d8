import { matchesValue } from '../pattern/value-pattern.js';
import type { Steps } from '../running/steps.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Alignment } from './alignment.js';
import { OWN_COST } from './costs.js';
import type { Effort } from './effort.js';
import { findMatch, matchSpan } from './match-span.js';
import { SiblingAssignment } from './sibling-assignment.js';
import type { Slot } from './slot.js';

/** What is left of siblings once layers that are missing or too many are taken out. */
export interface WithoutLayers {
  readonly slots: readonly Slot[];
  readonly nodes: readonly SpanNode[];
  readonly layers: readonly Alignment[];
}

/**
 * Takes out each span that stands between what was expected and its parent, and each pattern whose children stand in its
 * place: one span more or less in the depth of a tree, and everything below it as expected.
 */
export function* takeOutLayers(
  slots: readonly Slot[],
  nodes: readonly SpanNode[],
  effort: Effort,
): Steps<WithoutLayers> {
  const search = new LayerSearch(slots, nodes);
  if (effort.take(slots.length * nodes.length)) yield* search.run();
  return search;
}

class LayerSearch implements WithoutLayers {
  slots: readonly Slot[];
  nodes: readonly SpanNode[];
  readonly layers: Alignment[] = [];

  constructor(slots: readonly Slot[], nodes: readonly SpanNode[]) {
    this.slots = slots;
    this.nodes = nodes;
  }

  *run(): Steps<void> {
    for (const slot of this.slots) {
      yield;
      if (slot.required) yield* this.#findAdopted(slot);
    }
    for (const node of this.nodes) {
      yield;
      yield* this.#findInside(node);
    }
  }

  *#findAdopted(slot: Slot): Steps<void> {
    const { children } = slot.pattern;
    if (!children || children.spans.length === 0) return;
    const anyOrder = { ...children, ordered: false };
    const assignment = yield* SiblingAssignment.of(anyOrder, this.nodes, matchSpan);
    const isFilled = children.spans.every((_, index) => assignment.missing(index) === 0);
    const adopted = this.nodes.filter((node) => assignment.isAssigned(node));
    if (!isFilled || adopted.length === 0) return;
    this.#take(slot, adopted);
    this.layers.push({ kind: 'missing', pattern: slot.pattern, adopted, cost: OWN_COST });
  }

  *#findInside(node: SpanNode): Steps<void> {
    if (this.slots.some(({ pattern }) => matchesValue(pattern.name, node.name))) return;
    for (const slot of this.slots) {
      const inside = yield* findMatch(slot.pattern, node.children);
      if (!inside) continue;
      this.#take(slot, [node]);
      this.layers.push({ kind: 'unexpected', node, around: inside, cost: OWN_COST });
      return;
    }
  }

  #take(slot: Slot, nodes: readonly SpanNode[]): void {
    this.slots = this.slots.filter((each) => each !== slot);
    this.nodes = this.nodes.filter((each) => !nodes.includes(each));
  }
}
