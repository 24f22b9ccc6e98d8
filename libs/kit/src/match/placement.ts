import { assign } from './assignment.js';

/** An item in its slot, a slot that stays empty, or an item without a slot. */
export interface Placement<Slot, Item> {
  readonly slot?: Slot;
  readonly item?: Item;
}

/** What each kind of placement costs; the least total cost wins. */
export interface PlacementCosts<Slot, Item> {
  placed(slot: Slot, item: Item): number;
  empty(slot: Slot): number;
  unplaced(item: Item): number;
}

/**
 * Places items into slots in any order, at the least total cost.
 * @returns A placement for each item, in the order of `items`, then one for each empty slot.
 */
export function placeAnywhere<Slot extends object, Item extends object>(
  slots: readonly Slot[],
  items: readonly Item[],
  costs: PlacementCosts<Slot, Item>,
): Placement<Slot, Item>[] {
  const columnOf = assign(
    items.map((item) => [
      ...slots.map((slot) => costs.placed(slot, item) - costs.empty(slot)),
      ...items.map(() => costs.unplaced(item)),
    ]),
  );
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
export function placeInOrder<Slot extends object, Item extends object>(
  slots: readonly Slot[],
  items: readonly Item[],
  costs: PlacementCosts<Slot, Item>,
): Placement<Slot, Item>[] {
  const reversed = items.toReversed();
  let row: Step<Slot, Item>[] = [{ cost: 0 }];
  for (const item of reversed) row.push(prepend(row.at(-1), { item }, costs.unplaced(item)));
  for (const slot of slots.toReversed()) row = precedingRow(row, slot, reversed, costs);
  return placementsFrom(row.at(-1));
}

/**
 * Returns a way to place each item into the first free slot that `accepts` it, whatever it costs; an item that no slot
 * accepts stays without one. It takes one step for each slot and item.
 */
export function placeByName<Slot extends object, Item extends object>(
  accepts: (slot: Slot, item: Item) => boolean,
): (slots: readonly Slot[], items: readonly Item[]) => Placement<Slot, Item>[] {
  return (slots, items) => {
    const free = new Set(slots);
    const placements = items.map((item): Placement<Slot, Item> => {
      const slot = [...free].find((each) => accepts(each, item));
      if (!slot) return { item };
      free.delete(slot);
      return { slot, item };
    });
    return [...placements, ...[...free].map((slot) => ({ slot }))];
  };
}

/** The cheapest way to place all items and slots from a certain item and slot on. */
interface Step<Slot, Item> {
  readonly cost: number;
  readonly placement?: Placement<Slot, Item>;
  readonly next?: Step<Slot, Item> | undefined;
}

function precedingRow<Slot, Item>(
  below: readonly Step<Slot, Item>[],
  slot: Slot,
  reversed: readonly Item[],
  costs: PlacementCosts<Slot, Item>,
): Step<Slot, Item>[] {
  const leftEmpty = { slot };
  const empty = costs.empty(slot);
  const row = [prepend(below[0], leftEmpty, empty)];
  reversed.forEach((item, index) => {
    const placed = costOf(below[index]) + costs.placed(slot, item);
    const skipped = costOf(below[index + 1]) + empty;
    const unplaced = costOf(row[index]) + costs.unplaced(item);
    if (placed <= skipped && placed <= unplaced) {
      row.push({ cost: placed, placement: { slot, item }, next: below[index] });
    } else if (skipped <= unplaced) {
      row.push({ cost: skipped, placement: leftEmpty, next: below[index + 1] });
    } else {
      row.push({ cost: unplaced, placement: { item }, next: row[index] });
    }
  });
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
