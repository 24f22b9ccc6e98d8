import { RegExpParser } from '@eslint-community/regexpp';
import type { AST } from '@eslint-community/regexpp';

/** An instruction of a backtracking matcher. A direction of -1 reads towards the start, as a lookbehind does. */
export type Instruction =
  | { readonly op: 'read'; readonly accepts: Accepts; readonly direction: 1 | -1 }
  | { readonly op: 'repeat group'; readonly group: number; readonly direction: 1 | -1 }
  | { readonly op: 'try'; first: number; otherwise: number }
  | { readonly op: 'go'; to: number }
  | { readonly op: 'note'; readonly slot: number }
  | { readonly op: 'forget'; readonly from: number; readonly to: number }
  | { readonly op: 'has moved since'; readonly slot: number }
  | { readonly op: 'at edge'; readonly edge: 'start' | 'end'; readonly ofLine: boolean }
  | { readonly op: 'at word boundary'; readonly negated: boolean }
  | { readonly op: 'look around'; readonly negated: boolean; end: number }
  | { readonly op: 'match' };

type Accepts = (character: string) => boolean;

/** A regular expression as instructions for {@link ../patterns/count-steps.js}. */
export interface CompiledPattern {
  readonly instructions: readonly Instruction[];
  /** The number of slots: two for the start and the end of each group, then those for counters and positions. */
  readonly slotCount: number;
  readonly unicode: boolean;
  /** The parts that read a character, by their source text. */
  readonly reads: ReadonlyMap<string, Accepts>;
}

export function parsePattern({ source, flags }: RegExp): AST.Pattern {
  return new RegExpParser().parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
}

export function compilePattern(pattern: RegExp): CompiledPattern {
  return new Compiler(pattern).compile();
}

class Compiler {
  readonly #instructions: Instruction[] = [];
  readonly #reads = new Map<string, Accepts>();
  readonly #groups: AST.CapturingGroup[] = [];
  readonly #pattern: RegExp;
  #slotCount = 0;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  compile(): CompiledPattern {
    const ast = parsePattern(this.#pattern);
    this.#groups.push(...groupsIn(ast));
    this.#slotCount = 2 * (this.#groups.length + 1);
    this.#emitAlternatives(ast.alternatives, 1);
    this.#emit({ op: 'match' });
    return {
      instructions: this.#instructions,
      slotCount: this.#slotCount,
      reads: this.#reads,
      unicode: /[uv]/.test(this.#pattern.flags),
    };
  }

  #emit<I extends Instruction>(instruction: I): I {
    this.#instructions.push(instruction);
    return instruction;
  }

  get #next(): number {
    return this.#instructions.length;
  }

  #emitAlternatives(alternatives: readonly AST.Alternative[], direction: 1 | -1): void {
    const ends: { to: number }[] = [];
    for (const [index, { elements }] of alternatives.entries()) {
      const isLast = index === alternatives.length - 1;
      const choice = isLast ? undefined : this.#emitTry();
      for (const element of direction === 1 ? elements : elements.toReversed()) {
        this.#emitElement(element, direction);
      }
      if (!choice) continue;
      ends.push(this.#emit({ op: 'go', to: 0 }));
      choice.otherwise = this.#next;
    }
    for (const end of ends) end.to = this.#next;
  }

  /** Emits a choice, whose first way is the next instruction. */
  #emitTry(): { first: number; otherwise: number } {
    return this.#emit({ op: 'try', first: this.#next + 1, otherwise: 0 });
  }

  #emitElement(element: AST.Element, direction: 1 | -1): void {
    switch (element.type) {
      case 'Group':
        return this.#emitAlternatives(element.alternatives, direction);
      case 'CapturingGroup':
        return this.#emitGroup(element, direction);
      case 'Quantifier':
        return this.#emitQuantifier(element, direction);
      case 'Assertion':
        return this.#emitAssertion(element);
      case 'Backreference': {
        const group = this.#groups.indexOf([element.resolved].flat()[0] as AST.CapturingGroup) + 1;
        this.#emit({ op: 'repeat group', group, direction });
        return;
      }
      case 'Character':
      case 'CharacterClass':
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        this.#emit({ op: 'read', accepts: this.#acceptsOf(element.raw), direction });
    }
  }

  #emitGroup(group: AST.CapturingGroup, direction: 1 | -1): void {
    const slot = 2 * (this.#groups.indexOf(group) + 1);
    this.#emit({ op: 'note', slot: direction === 1 ? slot : slot + 1 });
    this.#emitAlternatives(group.alternatives, direction);
    this.#emit({ op: 'note', slot: direction === 1 ? slot + 1 : slot });
  }

  /** Emits a quantified element. A repetition with a bound is written out. */
  #emitQuantifier({ element, min, max, greedy }: AST.Quantifier, direction: 1 | -1): void {
    for (let n = 0; n < min; n++) this.#emitElement(element, direction);
    const isEndless = max === Infinity;
    const choices: { first: number; otherwise: number }[] = [];
    for (let n = min; n < (isEndless ? min + 1 : max); n++) {
      const start = this.#next;
      const choice = this.#emitTry();
      choices.push(choice);
      const slot = this.#slotCount++;
      this.#emit({ op: 'note', slot });
      this.#emitForget(element);
      this.#emitElement(element, direction);
      this.#emit({ op: 'has moved since', slot });
      if (isEndless) this.#emit({ op: 'go', to: start });
    }
    for (const choice of choices) {
      if (greedy) choice.otherwise = this.#next;
      else [choice.first, choice.otherwise] = [this.#next, choice.first];
    }
  }

  /** Emits the instruction that resets the groups which the previous repetition has matched. */
  #emitForget(element: AST.Element): void {
    const slots = groupsIn(element).map((group) => 2 * (this.#groups.indexOf(group) + 1));
    if (slots.length === 0) return;
    this.#emit({ op: 'forget', from: Math.min(...slots), to: Math.max(...slots) + 1 });
  }

  #emitAssertion(assertion: AST.Assertion): void {
    switch (assertion.kind) {
      case 'word':
        this.#emit({ op: 'at word boundary', negated: assertion.negate });
        return;
      case 'start':
      case 'end':
        this.#emit({ op: 'at edge', edge: assertion.kind, ofLine: this.#pattern.multiline });
        return;
      case 'lookahead':
      case 'lookbehind': {
        const look = this.#emit({ op: 'look around', negated: assertion.negate, end: 0 });
        this.#emitAlternatives(assertion.alternatives, assertion.kind === 'lookahead' ? 1 : -1);
        this.#emit({ op: 'match' });
        look.end = this.#next;
      }
    }
  }

  /**
   * Returns a function that asks V8 whether a part accepts a character,
   * so that classes, case and properties are right.
   */
  #acceptsOf(raw: string): Accepts {
    const known = this.#reads.get(raw);
    if (known) return known;
    const one = new RegExp(`^(?:${raw})$`, this.#pattern.flags.replaceAll(/[^isuv]/g, ''));
    const answers = new Map<string, boolean>();
    const accepts = (character: string): boolean => {
      const answer = answers.get(character) ?? one.test(character);
      answers.set(character, answer);
      return answer;
    };
    this.#reads.set(raw, accepts);
    return accepts;
  }
}

/** Returns the groups of a pattern in the order of their numbers. */
function groupsIn(node: AST.Pattern | AST.Element): AST.CapturingGroup[] {
  if (node.type === 'Quantifier') return groupsIn(node.element);
  const inner = 'alternatives' in node ? node.alternatives.flatMap(({ elements }) => elements) : [];
  const groups = inner.flatMap((element) => groupsIn(element));
  return node.type === 'CapturingGroup' ? [node, ...groups] : groups;
}
