import type { AST } from '@eslint-community/regexpp';
import { type CompiledPattern, parsePattern } from './compile-pattern.js';

/** A text of any length that is made for one pattern: `prefix`, then `pump` again and again, then `suffix`. */
export interface Attack {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

/** The characters of which attacks are made, from those that patterns rarely accept to those that most accept. */
const CHARACTERS = [
  ...Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code)),
  'é',
  '中',
  '\u2028',
  '\u00a0',
];

export function textOf({ prefix, pump, suffix }: Attack, length: number): string {
  const room = Math.max(length - prefix.length - suffix.length, 0);
  return prefix + pump.repeat(Math.ceil(room / pump.length)).slice(0, room) + suffix;
}

/**
 * Each word of the pattern, and each two of them, repeated: after nothing, after what the pattern accepts
 * least, or after what leads to one of its repetitions; ended by nothing, or by what it accepts least. A word
 * is a literal such as `eyJ`, or a character; of characters that the pattern cannot tell apart, one stands
 * for all.
 */
export function attacksOn(pattern: RegExp, compiled: CompiledPattern): Attack[] {
  const ast = parsePattern(pattern);
  const parts = ast.alternatives.flatMap(partsOf);
  const characters = representatives(parts, compiled);
  const words = [
    ...characters,
    ...parts.filter((part) => part.type === 'literal').map(({ raw }) => raw),
  ];
  const pumps = new Set([...words, ...words.flatMap((word) => words.map((other) => word + other))]);
  const leads = new Set([
    '',
    characters[0] ?? '',
    ...ast.alternatives.flatMap((one) => leadsIn(one, '', compiled)),
  ]);
  const ends = ['', `\n${characters[0]}`];
  return [...leads].flatMap((prefix) =>
    [...pumps].flatMap((pump) => ends.map((suffix): Attack => ({ prefix, pump, suffix }))),
  );
}

interface Part {
  /** The kind of the part: a run of characters that is only read as a whole, or a part that reads one character. */
  readonly type: 'literal' | 'character';
  readonly raw: string;
}

function partsOf({ elements }: AST.Alternative): Part[] {
  const parts: Part[] = [];
  for (const run of runsOf(elements)) {
    const [first] = run;
    if (!first) continue;
    if (run.length > 1) parts.push({ type: 'literal', raw: run.map(characterOf).join('') });
    else parts.push(...partsOfElement(first));
  }
  return parts;
}

function partsOfElement(element: AST.Element): Part[] {
  if (element.type === 'Quantifier') return partsOfElement(element.element);
  if ('alternatives' in element) return element.alternatives.flatMap(partsOf);
  const reads = element.type !== 'Assertion' && element.type !== 'Backreference';
  return reads ? [{ type: 'character', raw: element.raw }] : [];
}

/** Returns runs of neighbouring characters as one element each, and every other element alone. */
function runsOf(elements: readonly AST.Element[]): AST.Element[][] {
  const runs: AST.Element[][] = [];
  for (const element of elements) {
    const last = runs.at(-1);
    if (element.type === 'Character' && last?.[0]?.type === 'Character') last.push(element);
    else runs.push([element]);
  }
  return runs;
}

function characterOf(element: AST.Element): string {
  return element.type === 'Character' ? String.fromCodePoint(element.value) : '';
}

/**
 * Returns one character for all those that the parts do not distinguish,
 * in ascending order of how many parts accept it.
 */
function representatives(parts: readonly Part[], { reads }: CompiledPattern): string[] {
  const byAnswers = new Map<string, string>();
  for (const character of CHARACTERS) {
    const answers = parts.map(({ raw }) => (reads.get(raw)?.(character) ? '1' : '0')).join('');
    // Assertions distinguish words and lines, whichever part reads the character.
    byAnswers.set(`${answers}${/\w/.test(character)}${/./.test(character)}`, character);
  }
  const accepted = (answers: string): number => answers.replaceAll(/[^1]/g, '').length;
  const sorted = [...byAnswers].sort(([a], [b]) => accepted(a) - accepted(b));
  return sorted.map(([, character]) => character);
}

/** Returns the texts that lead to each repetition without a bound, or with a high one. */
function leadsIn(
  { elements }: AST.Alternative,
  before: string,
  compiled: CompiledPattern,
): string[] {
  const leads: string[] = [];
  let lead = before;
  for (const element of elements) {
    if (element.type === 'Quantifier' && element.max > 99) leads.push(lead);
    const inner = element.type === 'Quantifier' ? element.element : element;
    if ('alternatives' in inner) {
      for (const alternative of inner.alternatives) {
        leads.push(...leadsIn(alternative, lead, compiled));
      }
    }
    lead += exampleOf(element, compiled);
  }
  return leads;
}

/** Returns a short text that an element matches; optional parts occur in it once. */
function exampleOf(element: AST.Element, compiled: CompiledPattern): string {
  if (element.type === 'Assertion' || element.type === 'Backreference') return '';
  if (element.type === 'Quantifier') {
    return exampleOf(element.element, compiled).repeat(Math.max(element.min, 1));
  }
  if ('alternatives' in element) {
    const [first] = element.alternatives;
    return (first?.elements ?? []).map((inner) => exampleOf(inner, compiled)).join('');
  }
  const accepts = compiled.reads.get(element.raw);
  return CHARACTERS.findLast((character) => accepts?.(character)) ?? '';
}
