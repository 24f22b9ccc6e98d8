import { type TextPattern, literalOf, matchesValue } from '../pattern/value-pattern.js';
import type { Steps } from '../running/steps.js';
import { assign } from './assignment.js';

/** An item in its slot, a slot that stays empty, or an item without a slot. */
export interface Placement<Slot, Item> {
  readonly slot?: Slot;
  readonly item?: Item;
}

/** What each kind of placement costs; the least total cost wins. */
export interface PlacementCosts<Slot, Item> {
  placed(slot: Slot, item: Item): Steps<number>;
  empty(slot: Slot): number;
  unplaced(item: Item): number;
}

/**
 * Places items into slots in any order, at the least total cost.
 * @returns A placement for each item, in the order of `items`, then one for each empty slot.
 */
export function* placeAnywhere<Slot extends object, Item extends object>(
  slots: readonly Slot[],
  items: readonly Item[],
  costs: PlacementCosts<Slot, Item>,
): Steps<Placement<Slot, Item>[]> {
  const rows: number[][] = [];
  for (const item of items) {
    const row: number[] = [];
    for (const slot of slots) row.push((yield* costs.placed(slot, item)) - costs.empty(slot));
    yield;
    rows.push([...row, ...items.map(() => costs.unplaced(item))]);
  }
  const columnOf = yield* assign(rows);
  const placements = items.map((item, row): Placement<Slot, Item> => {
    const slot = slots[columnOf[row] ?? -1];
    return slot ? { slot, item } : { item };
  });
  const filled = new Set(placements.map(({ slot }) => slot));
  return [...placements, ...slots.filter((slot) => !filled.has(slot)).map((slot) => ({ slot }))];
}

/**
 * Places items into slots without changing the order of either, at the least total cost: an edit distance.
 * @returns The placements in order; an empty slot stands where its item was expected.
 */
export function* placeInOrder<Slot extends object, Item extends object>(
  slots: readonly Slot[],
  items: readonly Item[],
  costs: PlacementCosts<Slot, Item>,
): Steps<Placement<Slot, Item>[]> {
  const reversed = items.toReversed();
  let row: Step<Slot, Item>[] = [{ cost: 0 }];
  for (const item of reversed) row.push(prepend(row.at(-1), { item }, costs.unplaced(item)));
  for (const slot of slots.toReversed()) row = yield* precedingRow(row, slot, reversed, costs);
  return placementsFrom(row.at(-1));
}

/** A slot for spans, as far as its name is concerned. */
interface NamedSlot {
  readonly pattern: { readonly name: TextPattern };
}

/**
 * Places each item into the first free slot for its name, whatever it costs; an item without one stays so. Slots that accept
 * one name alone are looked up by it; an item is compared with each of the others at most once.
 */
export function* placeByName<Slot extends NamedSlot, Item extends { readonly name: string }>(
  slots: readonly Slot[],
  items: readonly Item[],
): Steps<Placement<Slot, Item>[]> {
  const free = new Set(slots);
  const ofName = Map.groupBy(slots.toReversed(), ({ pattern }) => literalOf(pattern.name));
  const ofAnyName = new Set(ofName.get(undefined)?.toReversed());
  const placements: Placement<Slot, Item>[] = [];
  for (const item of items) {
    yield;
    const slot = ofName.get(item.name)?.pop() ?? firstFor(item.name, ofAnyName);
    placements.push(slot ? { slot, item } : { item });
    if (!slot) continue;
    free.delete(slot);
    ofAnyName.delete(slot);
  }
  return [...placements, ...[...free].map((slot) => ({ slot }))];
}

function firstFor<Slot extends NamedSlot>(
  name: string,
  slots: ReadonlySet<Slot>,
): Slot | undefined {
  for (const slot of slots) if (matchesValue(slot.pattern.name, name)) return slot;
  return undefined;
}

/** The cheapest way to place all items and slots from a certain item and slot on. */
interface Step<Slot, Item> {
  readonly cost: number;
  readonly placement?: Placement<Slot, Item>;
  readonly next?: Step<Slot, Item> | undefined;
}

function* precedingRow<Slot, Item>(
  below: readonly Step<Slot, Item>[],
  slot: Slot,
  reversed: readonly Item[],
  costs: PlacementCosts<Slot, Item>,
): Steps<Step<Slot, Item>[]> {
  const leftEmpty = { slot };
  const empty = costs.empty(slot);
  const row = [prepend(below[0], leftEmpty, empty)];
  for (const [index, item] of reversed.entries()) {
    yield;
    const placed = costOf(below[index]) + (yield* costs.placed(slot, item));
    const skipped = costOf(below[index + 1]) + empty;
    const unplaced = costOf(row[index]) + costs.unplaced(item);
    if (placed <= skipped && placed <= unplaced) {
      row.push({ cost: placed, placement: { slot, item }, next: below[index] });
    } else if (skipped <= unplaced) {
      row.push({ cost: skipped, placement: leftEmpty, next: below[index + 1] });
    } else {
      row.push({ cost: unplaced, placement: { item }, next: row[index] });
    }
  }
  return row;
}

function prepend<Slot, Item>(
  next: Step<Slot, Item> | undefined,
  placement: Placement<Slot, Item>,
  cost: number,
): Step<Slot, Item> {
  return { cost: cost + costOf(next), placement, next };
}

function costOf(step: { readonly cost: number } | undefined): number {
  return step?.cost ?? 0;
}

function placementsFrom<Slot, Item>(first: Step<Slot, Item> | undefined): Placement<Slot, Item>[] {
  const placements: Placement<Slot, Item>[] = [];
  for (let step = first; step?.placement; step = step.next) placements.push(step.placement);
  return placements;
}
