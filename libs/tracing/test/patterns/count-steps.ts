import type { CompiledPattern, Instruction } from './compile-pattern.js';

/** The result of a search, and the number of its steps. */
export interface Search {
  /** Start and end of each match. */
  readonly matches: readonly (readonly [start: number, end: number])[];
  /** `Infinity` for a search that was given up. */
  readonly steps: number;
}

/**
 * Searches `text` as ECMA-262 describes it (§22.2.2), which is how a backtracking engine does it: from each
 * character anew, unless a match has taken it. V8 saves steps where it can, but it has no better way.
 *
 * @param isRepeated whether matches are looked for up to the end, as `replace` does with the flag `g`
 */
export function search(
  pattern: CompiledPattern,
  text: string,
  isRepeated: boolean,
  maxSteps: number,
): Search {
  const matcher = new Matcher(pattern, text, maxSteps);
  const matches: [number, number][] = [];
  let start = 0;
  while (start <= text.length) {
    const end = matcher.matchAt(start);
    if (matcher.steps > maxSteps) return { matches, steps: Infinity };
    if (end !== -1) matches.push([start, end]);
    if (end !== -1 && !isRepeated) break;
    start = end > start ? end : matcher.afterCharacter(start);
  }
  return { matches, steps: matcher.steps };
}

class Matcher {
  steps = 0;
  readonly #slots: number[];
  /** The trail to undo, in pairs of numbers: a position to go on from, or (negative) a slot and its former value. */
  readonly #trail: number[] = [];
  readonly #pattern: CompiledPattern;
  readonly #text: string;
  readonly #maxSteps: number;

  constructor(pattern: CompiledPattern, text: string, maxSteps: number) {
    this.#pattern = pattern;
    this.#text = text;
    this.#maxSteps = maxSteps;
    this.#slots = Array.from({ length: pattern.slotCount }, () => -1);
  }

  /** @returns where the match ends; -1 if there is none */
  matchAt(start: number): number {
    const end = this.#run(0, start);
    if (end !== -1) this.#undo();
    return end;
  }

  afterCharacter(at: number): number {
    const isPair = this.#pattern.unicode && (this.#text.codePointAt(at) ?? 0) > 0xffff;
    return at + (isPair ? 2 : 1);
  }

  #run(from: number, start: number): number {
    const base = this.#trail.length;
    let index = from;
    let at = start;
    while (this.steps++ < this.#maxSteps) {
      const instruction = this.#pattern.instructions[index] as Instruction;
      if (instruction.op === 'match') return at;
      if (instruction.op === 'try') {
        this.#trail.push(instruction.otherwise, at);
        index = instruction.first;
        continue;
      }
      if (instruction.op === 'go') {
        index = instruction.to;
        continue;
      }
      const next = this.#step(instruction, index, at);
      if (next !== -1) {
        at = next;
        index = instruction.op === 'look around' ? instruction.end : index + 1;
        continue;
      }
      const resumed = this.#backtrack(base);
      if (!resumed) return -1;
      [index, at] = resumed;
    }
    return -1;
  }

  /** @returns where to read on, which is -1 where the instruction fails */
  #step(
    instruction: Exclude<Instruction, { op: 'match' | 'try' | 'go' }>,
    index: number,
    at: number,
  ): number {
    switch (instruction.op) {
      case 'read': {
        const character = this.#characterAt(at, instruction.direction);
        if (character === '' || !instruction.accepts(character)) return -1;
        return at + instruction.direction * character.length;
      }
      case 'repeat group':
        return this.#repeatGroup(instruction.group, at, instruction.direction);
      case 'note':
        this.#set(instruction.slot, at);
        return at;
      case 'forget':
        for (let slot = instruction.from; slot <= instruction.to; slot++) this.#set(slot, -1);
        return at;
      case 'has moved since':
        return this.#slots[instruction.slot] === at ? -1 : at;
      case 'at edge':
        return this.#isAtEdge(instruction, at) ? at : -1;
      case 'at word boundary':
        return (this.#isWord(at - 1) !== this.#isWord(at)) !== instruction.negated ? at : -1;
      case 'look around': {
        const before = this.#trail.length;
        const isFound = this.#run(index + 1, at) !== -1;
        this.#leaveLookAround(before, isFound && !instruction.negated);
        return isFound !== instruction.negated ? at : -1;
      }
      default:
        return instruction satisfies never;
    }
  }

  #characterAt(at: number, direction: 1 | -1): string {
    const start = direction === 1 ? at : at - 1;
    const text = this.#text;
    if (!this.#pattern.unicode) return text.charAt(start);
    const isPair = direction === -1 && (text.codePointAt(start - 1) ?? 0) > 0xffff;
    const code = text.codePointAt(isPair ? start - 1 : start);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #repeatGroup(group: number, at: number, direction: 1 | -1): number {
    const [start = -1, end = -1] = this.#slots.slice(2 * group, 2 * group + 2);
    if (start === -1 || end === -1) return at;
    const captured = this.#text.slice(start, end);
    this.steps += captured.length;
    const begin = direction === 1 ? at : at - captured.length;
    if (begin < 0 || !this.#text.startsWith(captured, begin)) return -1;
    return at + direction * captured.length;
  }

  #isAtEdge({ edge, ofLine }: { edge: 'start' | 'end'; ofLine: boolean }, at: number): boolean {
    if (edge === 'start') return at === 0 || (ofLine && this.#endsLine(at - 1));
    return at === this.#text.length || (ofLine && this.#endsLine(at));
  }

  #endsLine(at: number): boolean {
    return !/^.$/.test(this.#text.charAt(at));
  }

  #isWord(at: number): boolean {
    return /^\w$/.test(this.#text.charAt(at));
  }

  #set(slot: number, value: number): void {
    this.#trail.push(-1 - slot, this.#slots[slot] as number);
    this.#slots[slot] = value;
  }

  #undo(): void {
    while (this.#backtrack(0));
  }

  /** Restores the slots that were set since the last choice. */
  #backtrack(base: number): readonly [index: number, at: number] | undefined {
    while (this.#trail.length > base) {
      const value = this.#trail.pop() as number;
      const target = this.#trail.pop() as number;
      if (target >= 0) return [target, value];
      this.#slots[-1 - target] = value;
    }
    return undefined;
  }

  /** Leaves an assertion that has matched, without trying its other ways. The captures of a lookahead remain. */
  #leaveLookAround(before: number, keepsGroups: boolean): void {
    const since = this.#trail.splice(before);
    for (let n = since.length - 2; n >= 0; n -= 2) {
      const [target, value] = [since[n] as number, since[n + 1] as number];
      if (target >= 0) continue;
      if (!keepsGroups) this.#slots[-1 - target] = value;
    }
    if (!keepsGroups) return;
    for (let n = 0; n < since.length; n += 2) {
      if ((since[n] as number) < 0) this.#trail.push(since[n] as number, since[n + 1] as number);
    }
  }
}
