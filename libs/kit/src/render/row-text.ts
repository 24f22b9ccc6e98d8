import { describeException } from '../trace/exception.js';
import { printable } from '../trace/printable.js';
import { selfTime } from '../trace/self-time.js';
import type { SpanNode } from '../trace/span-tree.js';
import { formatShare } from './critical-time.js';
import type { TreeRow } from './tree-rows.js';

/** The texts and figures in a row of the waterfall; figures of folded spans are sums. */
export interface RowText extends Pick<TreeRow, 'nodes' | 'branch' | 'trunk'> {
  readonly failed: boolean;
  readonly service: string;
  readonly name: string;
  /** What follows the name, such as `  ×14 (N+1?)` or `  502`; empty for most rows. */
  readonly remark: string;
  readonly exception: string | undefined;
  /** Nanoseconds. */
  readonly duration: bigint;
  /** Nanoseconds. */
  readonly selfTime: bigint;
  /** The share of the critical path, such as `71%`; empty for a span that is off the path. */
  readonly share: string;
}

const MIN_N_PLUS_1_QUERIES = 3;

/** Describes a row of the tree as the waterfall shows it. */
export function describeRow(
  { node, nodes, branch, trunk }: TreeRow,
  critical: ReadonlyMap<SpanNode, bigint>,
  rootDuration: bigint,
): RowText {
  return {
    nodes,
    branch,
    trunk,
    failed: node.status.code === 'ERROR',
    service: printable(node.service),
    name: printable(node.name),
    remark: [...repetition(nodes), ...failedResponse(node)].map((text) => `  ${text}`).join(''),
    exception: exceptionOf(node),
    duration: sum(nodes.map(({ duration }) => duration)),
    selfTime: sum(nodes.map(selfTime)),
    share: formatShare(sum(nodes.map((each) => critical.get(each) ?? 0n)), rootDuration),
  };
}

function repetition(nodes: readonly SpanNode[]): string[] {
  if (nodes.length < 2) return [];
  const queries = nodes.length >= MIN_N_PLUS_1_QUERIES && nodes[0]?.kind === 'CLIENT';
  return [`×${nodes.length}${queries ? ' (N+1?)' : ''}`];
}

function failedResponse({ kind, attributes }: SpanNode): string[] {
  const status = attributes['http.response.status_code'];
  return kind === 'SERVER' && typeof status === 'number' && status >= 400 ? [String(status)] : [];
}

function exceptionOf(node: SpanNode): string | undefined {
  const exception = node.status.code === 'ERROR' ? describeException(node) : undefined;
  return exception === undefined ? undefined : printable(exception);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
