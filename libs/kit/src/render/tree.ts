import { matchesGlob } from '../pattern/glob.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { alignCells } from './tree-cells.js';
import { TreeOrder } from './tree-order.js';
import { MAX_DEPTH, type TreeRow, treeRows } from './tree-rows.js';
import { writeAttribute, writeName, writeService } from './tree-text.js';

/** What a tree shows of a trace, and in which order. */
export interface TreeOptions {
  /**
   * The keys of the attributes to show, in which `*` stands for any characters. A key behind `!` is left out again, so
   * `['*', '!code.*']` shows all but those of the code. Default none.
   */
  readonly attributes?: readonly string[];
  /** Whether the service of each span is shown. Default true. */
  readonly services?: boolean;
  /**
   * The order of siblings. `normal`, the default, sorts them by service, name, kind, status and attributes, then by what
   * is below them, so that the same work is drawn alike however it overlapped. `start` is the order in which they started.
   */
  readonly order?: 'normal' | 'start';
}

/**
 * Draws the tree of a trace in the notation of `tree`, a line for each span: its name, its service, its kind unless it is
 * INTERNAL, its status unless it is UNSET, and the chosen attributes. There are no ids and no times, siblings that look
 * alike in themselves and below are one line with `×n`, and below 100 levels stands `…`. What is drawn of a complete trace
 * matches that trace when it is pasted between the back-ticks of `tree`. Control characters are escaped. The cost rises
 * with n log n of the number of spans.
 *
 * @example
 * expect(renderTree(trace, { attributes: ['http.route'] })).toBe(
 *   'GET /ping  orders  SERVER  http.route=/ping\n└─ GET     orders  CLIENT',
 * );
 */
export function renderTree(trace: Trace, options: TreeOptions = {}): string {
  const order = new TreeOrder(trace.roots, (node) => Object.values(describeSpan(node, options)));
  const fold = (siblings: readonly SpanNode[]): SpanNode[][] => {
    const groups = order.group(siblings);
    return options.order === 'start' ? groups : order.sort(groups);
  };
  const rows = treeRows(trace.roots, fold, (row) => (isDeepest(row) ? [] : row.node.children));
  return alignCells(rows.flatMap((row) => toCells(row, describeSpan(row.node, options)))).join(
    '\n',
  );
}

/** What a tree shows of a span, in the order in which it counts for the order of siblings. */
interface ShownSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly attributes: string;
}

function describeSpan(
  { service, name, kind, status, attributes }: SpanNode,
  { services = true, attributes: patterns = [] }: TreeOptions,
): ShownSpan {
  const keys = Object.keys(attributes).filter((key) => isChosen(key, patterns));
  return {
    service: services ? service : '',
    name,
    kind: kind === 'INTERNAL' ? '' : kind,
    status: status.code === 'UNSET' ? '' : status.code,
    attributes: keys
      .toSorted()
      .map((key) => writeAttribute(key, attributes[key] ?? null))
      .join(' '),
  };
}

function isChosen(key: string, patterns: readonly string[]): boolean {
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!'));
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  return (
    wanted.some((pattern) => matchesGlob(pattern, key)) &&
    !unwanted.some((pattern) => matchesGlob(pattern.slice(1), key))
  );
}

function isDeepest({ depth }: TreeRow): boolean {
  return depth === MAX_DEPTH;
}

function toCells(row: TreeRow, { service, name, kind, status, attributes }: ShownSpan): string[][] {
  const repetition = row.nodes.length > 1 ? ` ×${row.nodes.length}` : '';
  const further = [kind, status, attributes].filter((text) => text !== '').join('  ');
  const cells = [
    `${row.branch}${writeName(name)}${repetition}`,
    service === '' ? '' : writeService(service),
    further,
  ];
  return isDeepest(row) && row.node.children.length > 0 ? [cells, [`${row.trunk}└─ …`]] : [cells];
}
