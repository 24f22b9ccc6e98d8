import type { SpanPattern } from '../pattern/span-pattern.js';
import { describeException } from '../trace/exception.js';
import { isOwnAncestor } from '../trace/own-ancestor.js';
import { label, printable } from '../trace/printable.js';
import { groupByShape } from '../trace/shape.js';
import { type SpanNode, descend } from '../trace/span-tree.js';
import type { Alignment, Missing, Pair } from './alignment.js';
import { cutValue, cutValues } from './cut-values.js';
import type { DiffPaint } from './diff-lines.js';
import type { Difference } from './differences.js';
import { labelPattern } from './label-pattern.js';
import type { Relocations } from './relocations.js';
import type { Row } from './row.js';

/** Returns the rows of a pattern laid over a trace: one for each span, and one for each difference. */
export function diffRows(
  alignments: readonly Alignment[],
  relocations: Relocations,
  paint: DiffPaint,
): Row[] {
  return new DiffRows(relocations, paint).of(alignments);
}

class DiffRows {
  readonly #relocations: Relocations;
  readonly #paint: DiffPaint;
  readonly #rows: Row[] = [];
  #exceptionIsDrawn = false;

  constructor(relocations: Relocations, paint: DiffPaint) {
    this.#relocations = relocations;
    this.#paint = paint;
  }

  of(alignments: readonly Alignment[]): Row[] {
    this.#addSiblings(alignments, 0);
    return this.#rows;
  }

  #addSiblings(alignments: readonly Alignment[], depth: number): void {
    const { moved, found } = this.#relocations;
    const unexpected = alignments.flatMap((each) =>
      each.kind === 'unexpected' && !each.around && !moved.has(each.node) ? [each.node] : [],
    );
    const alike = new Map(groupByShape(unexpected).map((group) => [group[0], group]));
    const missing = alignments.filter(
      (each): each is Missing => each.kind === 'missing' && !each.adopted && !found.has(each),
    );
    const absent = Map.groupBy(missing, ({ pattern }) => pattern);
    for (const alignment of alignments) {
      switch (alignment.kind) {
        case 'match':
          this.#addMatch(alignment.node, depth);
          break;
        case 'pair':
          this.#addPair(alignment, depth);
          break;
        case 'ignored':
          this.#rows.push({ mark: ' ', depth, text: label(alignment.node), role: 'aside' });
          break;
        case 'unexpected':
          if (alignment.around) this.#addLayer(alignment.node, alignment.around, depth);
          else this.#addUnexpected(alignment.node, alike.get(alignment.node), depth);
          break;
        case 'missing':
          if (alignment.adopted) this.#addMissingLayer(alignment.pattern, alignment.adopted, depth);
          else this.#addMissing(absent.get(alignment.pattern), depth);
          absent.delete(alignment.pattern);
          break;
      }
    }
  }

  #addMatch(node: SpanNode, depth: number): void {
    for (const [each, below] of descend([node])) {
      this.#rows.push({ mark: ' ', depth: depth + below, text: label(each), role: 'context' });
    }
  }

  #addPair({ pattern, node, nameMatches, differences, children }: Pair, depth: number): void {
    const differs = !nameMatches || differences.length > 0;
    const role = differs ? 'fault' : 'context';
    this.#rows.push({ mark: differs ? '!' : ' ', depth, text: label(node), role });
    if (!nameMatches) this.#addDifference(nameDifference(pattern, node), depth + 1);
    for (const difference of differences) this.#addDifference(difference, depth + 1);
    const below = pattern.children ? [node] : [...descend([node])].map(([each]) => each);
    this.#addException(below, depth + 1);
    this.#addSiblings(children, depth + 1);
  }

  #addDifference({ field, expected, received, findNear }: Difference, depth: number): void {
    const { EXPECTED_COLOR, RECEIVED_COLOR } = this.#paint;
    const [wanted, found] = cutValues(this.#formatValue(expected), this.#formatValue(received));
    const values = `expected ${EXPECTED_COLOR(wanted)}, received ${RECEIVED_COLOR(found)}`;
    const near = findNear?.();
    const remark =
      near && `near: ${printable(near.key)}=${cutValue(this.#formatValue(near.value))}`;
    this.#rows.push({
      mark: '!',
      depth,
      text: `${printable(field)}: ${values}`,
      remark,
      role: 'fault',
    });
  }

  #formatValue(value: unknown): string {
    return value === undefined ? 'none' : printable(this.#paint.stringify(value));
  }

  #addMissing(alike: readonly Missing[] | undefined, depth: number): void {
    const [missing] = alike ?? [];
    if (!alike || !missing) return;
    const text = labelPattern(missing.pattern, this.#paint);
    const fragment = this.#relocations.fragments.get(missing);
    const remark = fragment ?? (alike.length > 1 ? `missing ×${alike.length}` : 'missing');
    this.#rows.push({ mark: '-', depth, text, remark, role: 'fault' });
    if (fragment === undefined) this.#addMissingBelow(missing.pattern, depth + 1);
  }

  #addMissingLayer(pattern: SpanPattern, adopted: readonly SpanNode[], depth: number): void {
    const text = labelPattern(pattern, this.#paint);
    const remark = 'missing, its children stand in its place';
    this.#rows.push({ mark: '-', depth, text, remark, role: 'fault' });
    for (const node of adopted) this.#addMatch(node, depth + 1);
  }

  #addLayer(node: SpanNode, around: SpanNode, depth: number): void {
    const remark = `unexpected span around ${label(around)}`;
    this.#rows.push({ mark: '+', depth, text: label(node), remark, role: 'fault' });
    for (const child of node.children) {
      if (child === around) this.#addMatch(child, depth + 1);
      else this.#addUnexpected(child, [child], depth + 1);
    }
  }

  #addMissingBelow({ children }: SpanPattern, depth: number): void {
    for (const { pattern, min } of children?.spans ?? []) {
      if (min === 0 || this.#relocations.foundBelow.has(pattern)) continue;
      const repetition = min > 1 ? `  ×${min}` : '';
      const text = `${labelPattern(pattern, this.#paint)}${repetition}`;
      this.#rows.push({ mark: '-', depth, text, role: 'below' });
      this.#addMissingBelow(pattern, depth + 1);
    }
  }

  #addUnexpected(node: SpanNode, alike: readonly SpanNode[] | undefined, depth: number): void {
    const expectedBelow = this.#relocations.moved.get(node);
    if (expectedBelow !== undefined) {
      const remark = remarkOnMoved(node, expectedBelow);
      this.#rows.push({ mark: '!', depth, text: label(node), remark, role: 'fault' });
      return;
    }
    if (!alike) return;
    for (const [each, below] of descend([node])) {
      const remark = below === 0 ? remarkOn(alike) : undefined;
      const role = below === 0 ? 'fault' : 'below';
      this.#rows.push({ mark: '+', depth: depth + below, text: label(each), remark, role });
      this.#addException([each], depth + below + 1);
    }
  }

  #addException(nodes: readonly SpanNode[], depth: number): void {
    if (this.#exceptionIsDrawn) return;
    const failed = nodes.filter(({ status }) => status.code === 'ERROR');
    const exception = failed.map(describeException).find((text) => text !== undefined);
    if (exception === undefined) return;
    this.#exceptionIsDrawn = true;
    this.#rows.push({ mark: ' ', depth, text: `⚑ ${printable(exception)}`, role: 'aside' });
  }
}

function nameDifference({ name }: SpanPattern, node: SpanNode): Difference {
  return { field: 'name', expected: name, received: node.name };
}

function remarkOnMoved(node: SpanNode, expectedBelow: string): string {
  if (parentIsMissing(node)) return `${missingParent(node)}, expected below ${expectedBelow}`;
  if (node.parent && label(node.parent) === expectedBelow) return 'expected in another order';
  return `moved, expected below ${expectedBelow}`;
}

function parentIsMissing({ parent, parentSpanId }: SpanNode): boolean {
  return parent === undefined && parentSpanId !== undefined;
}

function missingParent(node: SpanNode): string {
  return isOwnAncestor(node)
    ? 'it is its own ancestor'
    : `its parent ${node.parentSpanId} never arrived`;
}

function remarkOn([node, ...alike]: readonly SpanNode[]): string {
  if (node && parentIsMissing(node)) return `unexpected root, ${missingParent(node)}`;
  if (alike.length === 0) return 'unexpected span';
  const repeated = `unexpected ×${alike.length + 1}`;
  return node?.kind === 'CLIENT' ? `${repeated}, looks like N+1` : repeated;
}
