import { describeException } from '../trace/exception.js';
import { label, printable } from '../trace/printable.js';
import { groupByShape } from '../trace/shape.js';
import { type SpanNode, descend } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import type { Alignment, Pair } from './alignment.js';
import { DiffLines, type DiffPaint } from './diff-lines.js';
import type { Difference } from './differences.js';
import type { SpanPattern } from '../pattern/span-pattern.js';
import type { TextPattern } from '../pattern/value-pattern.js';

/** Draws the line above a diff: its legend, then a summary such as `trace 4bf92f35…0e4736 · 9 spans · complete`. */
export function drawHeader({ traceId, spans }: Trace, state: string, paint: DiffPaint): string {
  const legend = `${paint.EXPECTED_COLOR('- expected')}   ${paint.RECEIVED_COLOR('+ received')}   ! differs`;
  const id = `${traceId.slice(0, 8)}…${traceId.slice(-6)}`;
  const count = spans.length === 1 ? '1 span' : `${spans.length} spans`;
  return `  ${legend}        ${paint.DIM_COLOR(`trace ${id} · ${count} · ${state}`)}`;
}

/** Draws a pattern laid over a trace: a line for each span, marked where the two differ. */
export function drawDiff(alignments: readonly Alignment[], paint: DiffPaint): string {
  return new DiffDrawing(paint).draw(alignments);
}

/** Draws every span of a trace, and marks the unwanted ones. */
export function drawTree(trace: Trace, unwanted: ReadonlySet<SpanNode>, paint: DiffPaint): string {
  const lines = new DiffLines(paint);
  for (const [node, depth] of descend(trace.roots)) {
    if (unwanted.has(node)) lines.add('+', depth, label(node), 'must not be there');
    else lines.add(' ', depth, label(node));
  }
  return lines.toString();
}

class DiffDrawing {
  readonly #paint: DiffPaint;
  readonly #lines: DiffLines;
  #exceptionIsDrawn = false;

  constructor(paint: DiffPaint) {
    this.#paint = paint;
    this.#lines = new DiffLines(paint);
  }

  draw(alignments: readonly Alignment[]): string {
    this.#drawSiblings(alignments, 0);
    return this.#lines.toString();
  }

  #drawSiblings(alignments: readonly Alignment[], depth: number): void {
    const unexpected = alignments.flatMap((a) => (a.kind === 'unexpected' ? [a.node] : []));
    const missing = alignments.flatMap((a) => (a.kind === 'missing' ? [a.pattern] : []));
    const alike = new Map(groupByShape(unexpected).map((group) => [group[0], group]));
    const absent = Map.groupBy(missing, (pattern) => pattern);
    for (const alignment of alignments) {
      switch (alignment.kind) {
        case 'pair':
          this.#drawPair(alignment, depth);
          break;
        case 'ignored':
          this.#lines.addAside(depth, label(alignment.node));
          break;
        case 'unexpected':
          this.#drawUnexpected(alike.get(alignment.node) ?? [], depth);
          break;
        case 'missing':
          this.#drawMissing(alignment.pattern, absent.get(alignment.pattern)?.length ?? 0, depth);
          absent.delete(alignment.pattern);
          break;
      }
    }
  }

  #drawPair({ pattern, node, nameMatches, differences, children }: Pair, depth: number): void {
    this.#lines.add(nameMatches && differences.length === 0 ? ' ' : '!', depth, label(node));
    if (!nameMatches) this.#drawDifference(nameDifference(pattern, node), depth + 1);
    for (const difference of differences) this.#drawDifference(difference, depth + 1);
    this.#drawException(
      pattern.children ? [node] : [...descend([node])].map(([below]) => below),
      depth + 1,
    );
    this.#drawSiblings(children, depth + 1);
  }

  #drawDifference({ field, expected, received }: Difference, depth: number): void {
    const { EXPECTED_COLOR, RECEIVED_COLOR } = this.#paint;
    const wanted = EXPECTED_COLOR(this.#formatValue(expected));
    const found = RECEIVED_COLOR(this.#formatValue(received));
    this.#lines.add('!', depth, `${printable(field)}: expected ${wanted}, received ${found}`);
  }

  #formatValue(value: unknown): string {
    return value === undefined ? 'none' : printable(this.#paint.stringify(value));
  }

  #drawMissing(pattern: SpanPattern, count: number, depth: number): void {
    if (count === 0) return;
    const remark = count > 1 ? `missing ×${count}` : 'missing';
    this.#lines.add('-', depth, labelPattern(pattern, this.#paint), remark);
    this.#drawMissingBelow(pattern, depth + 1);
  }

  #drawMissingBelow({ children }: SpanPattern, depth: number): void {
    for (const { pattern, min } of children?.spans ?? []) {
      if (min === 0) continue;
      const repetition = min > 1 ? `  ×${min}` : '';
      this.#lines.add('-', depth, `${labelPattern(pattern, this.#paint)}${repetition}`);
      this.#drawMissingBelow(pattern, depth + 1);
    }
  }

  #drawUnexpected(group: readonly SpanNode[], depth: number): void {
    for (const [node, below] of descend(group.slice(0, 1))) {
      this.#lines.add('+', depth + below, label(node), below === 0 ? remarkOn(group) : undefined);
      this.#drawException([node], depth + below + 1);
    }
  }

  #drawException(nodes: readonly SpanNode[], depth: number): void {
    if (this.#exceptionIsDrawn) return;
    const failed = nodes.filter(({ status }) => status.code === 'ERROR');
    const exception = failed.map(describeException).find((text) => text !== undefined);
    if (exception === undefined) return;
    this.#exceptionIsDrawn = true;
    this.#lines.addAside(depth, `⚑ ${printable(exception)}`);
  }
}

function nameDifference({ name }: SpanPattern, node: SpanNode): Difference {
  return { field: 'name', expected: name, received: node.name };
}

function remarkOn([node, ...alike]: readonly SpanNode[]): string {
  if (node?.parent === undefined && node?.parentSpanId !== undefined) {
    return `unexpected root, its parent ${node.parentSpanId} never arrived`;
  }
  if (alike.length === 0) return 'unexpected span';
  const repeated = `unexpected ×${alike.length + 1}`;
  return node?.kind === 'CLIENT' ? `${repeated}, looks like N+1` : repeated;
}

/** Names the span of a pattern as `orders · POST /orders`; `*` stands for a service that the pattern leaves open. */
function labelPattern({ service = '*', name }: SpanPattern, paint: DiffPaint): string {
  const text = (pattern: TextPattern): string =>
    typeof pattern === 'string' ? pattern : paint.stringify(pattern);
  return printable(`${text(service)} · ${text(name)}`);
}
