import { type Column, compareColumns } from './column.js';
import type { Place, SpanDraft } from './span-draft.js';
import { faultIn } from './fault.js';
import type { Indent } from './read-indent.js';

/** The place of a line, with what stands before its text. */
export interface Spot extends Place {
  readonly indent: Indent;
}

/**
 * Returns the nearest span above a line that begins further left than the line does, `undefined` when none does.
 * @param open The spans that may have further lines below them, each the child of the one before it. Those that begin
 *   no further left than the line are removed.
 * @throws {TreeSyntaxError} when the guides say otherwise, or the siblings of the line begin in another column.
 */
export function findParent(open: SpanDraft[], spot: Spot): SpanDraft | undefined {
  let parent = open.at(-1);
  while (parent && compare(spot, spot.indent.column, parent) <= 0) {
    open.pop();
    parent = open.at(-1);
  }
  if (!parent) return undefined;
  requireGuideBelow(parent, spot);
  requireColumnOfSiblings(parent, spot);
  return parent;
}

/**
 * Throws unless a line that belongs to the span above it begins below the name of that span, or further right.
 * @throws {TreeSyntaxError} when the line, or the guide before it, begins further left.
 */
export function requireBelow(span: SpanDraft, spot: Spot): void {
  requireGuideBelow(span, spot);
  if (compare(spot, spot.indent.column, span) >= 0) return;
  throw faultIn(spot.line, spot.range, {
    expected: `a line that begins below "${span.label}", which it belongs to, or further right`,
    received: `one in column ${spot.indent.column.narrow + 1}`,
    proposal: `Move it to column ${span.column.narrow + 1}.`,
  });
}

function requireGuideBelow(span: SpanDraft, spot: Spot): void {
  const { line, range, indent } = spot;
  if (!indent.elbow || compare(spot, indent.elbow, span) >= 0) return;
  throw faultIn(
    line,
    { start: indent.elbow.narrow, end: indent.end },
    {
      expected: `a guide that begins below "${span.label}", in column ${span.column.narrow + 1}, or further right`,
      received: `one in column ${indent.elbow.narrow + 1}`,
      proposal: `Draw the guide there, as "${line.written(range)}" begins further right than "${span.label}" and so is below it, or move the line to the left.`,
    },
  );
}

function requireColumnOfSiblings(parent: SpanDraft, spot: Spot): void {
  const { firstChild } = parent;
  const side = firstChild ? compare(spot, spot.indent.column, firstChild) : 0;
  if (!firstChild || side === 0) return;
  const { line, range, indent } = spot;
  const above = `column ${parent.column.narrow + 1} to make it a sibling of "${parent.label}"`;
  throw faultIn(line, range, {
    expected: `a line that begins in column ${firstChild.column.narrow + 1}, as its sibling "${firstChild.label}" does`,
    received: `one in column ${indent.column.narrow + 1}`,
    // Only … has nothing below it, so only below it may a line begin further right than its siblings.
    proposal: side > 0 ? 'Move it there, as nothing is below ….' : `Move it there, or to ${above}.`,
  });
}

function compare(
  { line, range, indent }: Spot,
  column: Column,
  other: { readonly column: Column; readonly label: string },
): number {
  const order = compareColumns(column, other.column);
  if (order !== undefined) return order;
  throw faultIn(
    line,
    { start: 0, end: Math.max(1, indent.end) },
    {
      expected: `the tabs and spaces of "${other.label}" before "${line.written(range)}"`,
      received: 'others',
      proposal:
        'Indent by tabs alone or by spaces alone, as a tab may be two columns wide or eight.',
    },
  );
}
