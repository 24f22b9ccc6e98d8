import type { ChildPattern, SpanPattern } from '../pattern/span-pattern.js';
import type { EventDraft } from './event-draft.js';
import { type Spot, findParent, requireBelow } from './find-parent.js';
import type { PictureLine } from './picture-line.js';
import {
  belowPattern,
  nameless,
  nothingInOrder,
  parentless,
  repeatedRoot,
  rootless,
  secondRoot,
} from './placement-faults.js';
import { readIndent } from './read-indent.js';
import { type DetailText, type SpanText, readLine } from './read-line.js';
import type { SpanColumns } from './span-columns.js';
import { SpanDraft } from './span-draft.js';

/**
 * Makes a pattern of the lines of a picture.
 * @throws {TreeSyntaxError} when a line is not in the notation, or stands where no such line can.
 */
export function growTree(lines: readonly PictureLine[]): SpanPattern {
  const growth = new TreeGrowth();
  for (const line of lines) growth.add(line);
  return growth.finish();
}

class TreeGrowth {
  /** All spans, each below its parent. */
  readonly #spans: SpanDraft[] = [];
  /** The place of the first span; `undefined` before there is one. */
  #root: Spot | undefined;
  /** The spans that may have further lines below them, each the child of the one before it. */
  readonly #open: SpanDraft[] = [];
  /** The span or the event in the line above, which further columns belong to. */
  #above: { readonly span: SpanDraft; readonly columns: SpanColumns | EventDraft } | undefined;

  add(line: PictureLine): void {
    const indent = readIndent(line);
    const text = readLine(line, indent.end);
    const end = Math.max(indent.end, line.text.replace(/[ \t]+$/, '').length);
    const spot = { line, indent, range: { start: indent.end, end } };
    switch (text.kind) {
      case 'blank':
        if (indent.elbow) throw nameless(spot);
        break;
      case 'others':
        this.#addOthers(spot);
        break;
      case 'span':
        this.#addSpan(text, spot);
        break;
      case 'order':
      case 'event':
      case 'attributes':
        this.#addDetail(text, spot);
        break;
    }
  }

  finish(): SpanPattern {
    const patterns = new Map<SpanDraft, ChildPattern>();
    for (const span of this.#spans.toReversed()) {
      if (span.order && span.children.length === 0) throw nothingInOrder(span.order);
      const children = span.children.flatMap((child) =>
        child === '…' ? child : (patterns.get(child) ?? []),
      );
      patterns.set(span, span.toPattern(children));
    }
    const [root] = this.#spans;
    const pattern = root && patterns.get(root);
    if (!pattern || !this.#root) throw rootless();
    if ('pattern' in pattern) throw repeatedRoot(this.#root);
    return pattern;
  }

  #addSpan({ label, subject, words }: SpanText, spot: Spot): void {
    const { line, indent } = spot;
    const span = new SpanDraft(subject, indent.column, label);
    for (const word of words) span.columns.read(line, word);
    const parent = findParent(this.#open, spot);
    if (parent) this.#addChild(parent, span, spot);
    else if (this.#spans[0]) throw secondRoot(this.#spans[0], spot);
    else this.#root = spot;
    this.#spans.push(span);
    this.#open.push(span);
    this.#above = { span, columns: span.columns };
  }

  #addChild(parent: SpanDraft, span: SpanDraft, spot: Spot): void {
    if (parent.isGiven) throw belowPattern(parent, spot);
    parent.firstChild ??= span;
    parent.children.push(span);
  }

  #addOthers(spot: Spot): void {
    const parent = findParent(this.#open, spot);
    if (!parent) throw parentless(spot);
    if (parent.isGiven) throw belowPattern(parent, spot);
    parent.firstChild ??= { column: spot.indent.column, label: '…' };
    parent.children.push('…');
    this.#above = undefined;
  }

  #addDetail(text: DetailText, spot: Spot): void {
    if (!this.#above) throw parentless(spot);
    const { span, columns } = this.#above;
    if (span.isGiven) throw belowPattern(span, spot);
    requireBelow(span, spot);
    const { line, range } = spot;
    if (text.kind === 'order') {
      span.order = { line, range };
      return;
    }
    const target = text.kind === 'event' ? span.addEvent(text.name) : columns;
    for (const word of text.words) target.read(line, word);
    this.#above = { span, columns: target };
  }
}
