import { ANY, type PathPattern, SEGMENT } from '#http/path-pattern.js';

const SLASH = '/';
/** The character that stands for all characters that no step names. */
const OTHER = '';

/** The number of steps that may still be taken to find an answer. */
export interface Effort {
  left: number;
}

/**
 * A step of a pattern, which reads one character: a given one, any, or any but a slash. A step that
 * repeats reads any number of characters, or none.
 */
interface Step {
  readonly reads: string | typeof ANY | typeof SEGMENT;
  readonly repeats: boolean;
}

/**
 * A pattern that is being read, and the indexes of the steps that may come next: one past the last at
 * its end.
 */
interface Reading {
  readonly number: number;
  readonly steps: readonly Step[];
  readonly next: readonly number[];
}

interface Pair {
  readonly one: Reading;
  /** The other patterns that can still match. */
  readonly others: readonly Reading[];
}

/**
 * Proves that every path that matches `pattern` also matches one of `others`. Returns `false` if some
 * path does not, or if the steps of `effort`, which it uses up, do not suffice for a proof.
 */
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

/**
 * Whether the path that was read so far, or one that continues it, matches the one pattern and none of
 * the others.
 */
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

/** Returns the characters that decide which steps come next. */
function literalsOf({ steps, next }: Reading): string[] {
  return next.flatMap((index) => {
    const literal = steps[index]?.reads;
    return typeof literal === 'string' ? [literal] : [];
  });
}

/**
 * Adds the steps after those that may read nothing. The loop also visits what is added to the set
 * meanwhile.
 */
function withSkipped(steps: readonly Step[], next: Set<number>): number[] {
  for (const index of next) if (steps[index]?.repeats) next.add(index + 1);
  return [...next];
}

function hasEnded({ steps, next }: Reading): boolean {
  return next.includes(steps.length);
}
