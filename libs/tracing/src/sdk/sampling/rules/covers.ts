import { ANY, type PathPattern, SEGMENT } from '#http/path-pattern.js';

const SLASH = '/';
/** Stands for each character that no step names. */
const OTHER = '';

/** How many steps may still be taken to find an answer. Whoever runs out of them has none. */
export interface Effort {
  left: number;
}

/** Reads one character: that one, any, or any but a slash. Where it repeats, it may as well read none. */
interface Step {
  readonly reads: string | typeof ANY | typeof SEGMENT;
  readonly repeats: boolean;
}

/** A pattern, and the numbers of the steps that come next: one past the last where it may end. */
interface Reading {
  readonly number: number;
  readonly steps: readonly Step[];
  readonly next: readonly number[];
}

interface Pair {
  readonly one: Reading;
  /** Those that can still match. */
  readonly others: readonly Reading[];
}

/** Whether every path that matches `pattern` matches one of `others` as well. Errs on the side of `false`. */
export function proveCovered(
  pattern: PathPattern,
  others: readonly PathPattern[],
  effort: Effort,
): boolean {
  const first: Pair = {
    one: begin(pattern),
    others: others.map((other, index) => begin(other, index)),
  };
  const waiting = [first];
  const seen = new Set([keyOf(first)]);
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    if (isCounterexample(pair) || effort.left <= 0) return false;
    for (const next of successorsOf(pair, effort)) {
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return true;
}

/** A path that has been read so far, or goes on, matches the one pattern and none of the others. */
function isCounterexample({ one, others }: Pair): boolean {
  return others.length === 0 || (hasEnded(one) && !others.some(hasEnded));
}

function successorsOf({ one, others }: Pair, effort: Effort): Pair[] {
  const characters = new Set([SLASH, OTHER, ...[one, ...others].flatMap(literalsOf)]);
  return Array.from(characters).flatMap((character) => {
    const next = advance(one, character);
    effort.left -= 1;
    if (next.next.length === 0) return [];
    effort.left -= others.length;
    const still = others.map((other) => advance(other, character));
    return [{ one: next, others: still.filter((other) => other.next.length > 0) }];
  });
}

function keyOf({ one, others }: Pair): string {
  return [one, ...others].map(({ number, next }) => `${number}:${next.join()}`).join(';');
}

function stepsOf(pattern: PathPattern): Step[] {
  return pattern.parts.flatMap((part): Step[] => {
    if (part === ANY) return [{ reads: ANY, repeats: true }];
    if (part === SEGMENT) {
      return [
        { reads: SEGMENT, repeats: false },
        { reads: SEGMENT, repeats: true },
      ];
    }
    return Array.from(part.split(''), (reads) => ({ reads, repeats: false }));
  });
}

function begin(pattern: PathPattern, number = 0): Reading {
  const steps = stepsOf(pattern);
  return { number, steps, next: withSkipped(steps, new Set([0])) };
}

function advance({ number, steps, next }: Reading, character: string): Reading {
  const following = new Set<number>();
  for (const index of next) {
    const step = steps[index];
    if (step && reads(step, character)) following.add(step.repeats ? index : index + 1);
  }
  return { number, steps, next: withSkipped(steps, following) };
}

function reads(step: Step, character: string): boolean {
  if (step.reads === ANY) return true;
  return step.reads === SEGMENT ? character !== SLASH : step.reads === character;
}

/** The characters that make a difference to what is read next. */
function literalsOf({ steps, next }: Reading): string[] {
  return next.flatMap((index) => {
    const literal = steps[index]?.reads;
    return typeof literal === 'string' ? [literal] : [];
  });
}

/** A step that may read nothing may be skipped. A set is walked through while it grows. */
function withSkipped(steps: readonly Step[], next: Set<number>): number[] {
  for (const index of next) if (steps[index]?.repeats) next.add(index + 1);
  return [...next];
}

function hasEnded({ steps, next }: Reading): boolean {
  return next.includes(steps.length);
}
