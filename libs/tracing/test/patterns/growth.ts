import { type Attack, attacksOn, textOf } from './attacks.js';
import { type CompiledPattern, compilePattern } from './compile-pattern.js';
import { search } from './count-steps.js';

/** The length in characters at which every attack is tried. */
const TRIED = 64;
/** The lengths in characters at which the worst attacks are compared. */
const COMPARED = [3_200, 6_400] as const;
/** The length in characters at which the worst attack of all is run. */
const DRIVEN = 102_400;
const WORST = 3;

/**
 * The growth that is allowed. A repetition of up to 255 times fills
 * a longer text better, and takes more steps a character.
 */
const LINEAR = 1.1;

/** A number of steps a character that exceeds those of any pattern with repetitions of up to 255 times. */
const MAX_STEPS_PER_CHARACTER = 600;

/** The number of steps a character. */
type Measure = (attack: Attack, length: number) => number;

/**
 * Describes a text on which a pattern takes more steps than in proportion to its length, if there is one. Compares
 * what is found with what V8 finds, so that the steps counted are those of this pattern.
 */
export function superlinear(pattern: RegExp): string | undefined {
  const compiled = compilePattern(pattern);
  const measure: Measure = (attack, length) => stepsOf(pattern, compiled, attack, length) / length;
  let most = { attack: undefined as Attack | undefined, steps: 0 };
  for (const attack of worstOf(attacksOn(pattern, compiled), measure)) {
    const few = measure(attack, COMPARED[0]);
    const many = few === Infinity ? few : measure(attack, COMPARED[1]);
    if (!isLinear(few, many)) return describe(attack, few, many, COMPARED[1]);
    if (many > most.steps) most = { attack, steps: many };
  }
  if (!most.attack) return 'nothing was tried';
  const driven = measure(most.attack, DRIVEN);
  if (isLinear(most.steps, driven)) return undefined;
  return describe(most.attack, most.steps, driven, DRIVEN);
}

function isLinear(few: number, many: number): boolean {
  return many !== Infinity && many <= LINEAR * few;
}

function describe(attack: Attack, few: number, many: number, length: number): string {
  return `${JSON.stringify(attack)}: ${few} steps a character, ${many} with ${length} characters`;
}

/** Returns the attacks that take the most steps, and those whose steps grow the most. */
function worstOf(attacks: readonly Attack[], measure: Measure): Attack[] {
  const tried = attacks.map((attack) => {
    const steps = measure(attack, TRIED);
    return {
      attack,
      steps,
      growth: steps === Infinity ? steps : measure(attack, 2 * TRIED) / steps,
    };
  });
  const worst = [
    ...tried.toSorted((a, b) => b.growth - a.growth).slice(0, WORST),
    ...tried.toSorted((a, b) => b.steps - a.steps).slice(0, WORST),
  ];
  return [...new Set(worst.map(({ attack }) => attack))];
}

function stepsOf(
  pattern: RegExp,
  compiled: CompiledPattern,
  attack: Attack,
  length: number,
): number {
  const text = textOf(attack, length);
  const isRepeated = pattern.global || pattern.sticky;
  const { matches, steps } = search(compiled, text, isRepeated, MAX_STEPS_PER_CHARACTER * length);
  if (steps === Infinity) return Infinity;
  const expected = matchesOf(pattern, text, isRepeated);
  if (JSON.stringify(matches) !== JSON.stringify(expected)) {
    throw new Error(`V8 finds something else of ${pattern} in ${JSON.stringify(attack)}.`);
  }
  return steps;
}

/**
 * Returns the matches that V8 finds. A sticky pattern is searched
 * without its flag, as it may be tried at each character.
 */
function matchesOf(
  { source, flags }: RegExp,
  text: string,
  isRepeated: boolean,
): [number, number][] {
  const searched = new RegExp(source, `${flags.replaceAll(/[gy]/g, '')}g`);
  const matches = Array.from(text.matchAll(searched), ({ 0: match, index }): [number, number] => [
    index,
    index + match.length,
  ]);
  return isRepeated ? matches : matches.slice(0, 1);
}
