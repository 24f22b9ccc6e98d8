import { compareTimes, intervalOf } from './interval.js';
import { hasRemoteParent, processOf } from './remote-parent.js';
import type { SpanNode } from './span-tree.js';

/** Two processes whose clocks disagree. */
export interface ClockSkew {
  /** The span of the one process that shows it. */
  readonly parent: SpanNode;
  /** The child of `parent` in the other process, which starts before it by its own clock. */
  readonly child: SpanNode;
  /** The nanoseconds by which the clock of the child's process is behind that of the parent's, as an estimate. */
  readonly behind: bigint;
}

interface Call {
  readonly parent: SpanNode;
  readonly child: SpanNode;
}

/**
 * Finds the clocks that disagree by more than `tolerance` nanoseconds. No child can start before its parent, and a
 * SERVER ends about when its CLIENT has the answer: all calls between two processes together leave a range of possible
 * offsets, whose middle is the estimate, as in Cristian's algorithm, https://doi.org/10.1007/BF01784024
 */
export function findClockSkews(nodes: readonly SpanNode[], tolerance: bigint): ClockSkew[] {
  const calls = nodes.flatMap((child) => callOf(child));
  const byProcesses = Map.groupBy(
    calls,
    ({ parent, child }) => processOf(parent) + processOf(child),
  );
  return [...byProcesses.values()].flatMap((group) => skewOf(group, tolerance));
}

function callOf(child: SpanNode): Call[] {
  const { parent } = child;
  return parent && hasRemoteParent(child, parent) ? [{ parent, child }] : [];
}

function skewOf(calls: readonly Call[], tolerance: bigint): ClockSkew[] {
  const [earliest] = calls.toSorted((a, b) => compareTimes(lead(b), lead(a)));
  if (!earliest || lead(earliest) <= tolerance) return [];
  const least = lead(earliest);
  const [most = least] = calls.filter(isAnswered).map(room).toSorted(compareTimes);
  return [{ ...earliest, behind: most > least ? (least + most) / 2n : least }];
}

/** Returns by how much the child starts before its parent: its clock is behind by at least that. */
function lead({ parent, child }: Call): bigint {
  return parent.startTimeUnixNano - child.startTimeUnixNano;
}

/** Returns by how much the child ends before its parent: if it has answered the parent, its clock is behind by at most that. */
function room({ parent, child }: Call): bigint {
  return intervalOf(parent).end - intervalOf(child).end;
}

function isAnswered({ parent, child }: Call): boolean {
  return parent.kind === 'CLIENT' && child.kind === 'SERVER' && parent.status.code !== 'ERROR';
}
