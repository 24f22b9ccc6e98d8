import type { AttributeValue } from '../trace/span.js';
import { printable } from '../trace/printable.js';
import { literalValue } from '../tree/literals.js';
import { CAPITALS } from '../tree/vocabulary.js';
import { toExpression } from './tree-expression.js';

// What has a meaning in a picture, or in the template literal around it.
const SIGNS = /[\\*`]|\$(?=\{)/g;
const SIGNS_AND_QUOTES = /[\\*`"]|\$(?=\{)/g;

const WORDS = /^\S+(?: \S+)*$/;
const SPECIAL_BEGIN = /^(?:["!•|+\u2500-\u257F-]|…|\.\.\.|in order:?$)/;
const SPECIAL_WORD = /=|\?$|^×|^x\d/;
const KEY = /^[\p{L}\p{N}_][\p{L}\p{N}_.:/@-]*$/u;

/** Returns the name of a span as a picture has it, in quotes where it would be read as something else. */
export function writeName(name: string): string {
  const isPlain =
    WORDS.test(name) &&
    isPrintable(name) &&
    !SPECIAL_BEGIN.test(name) &&
    !name.split(' ').some((word) => SPECIAL_WORD.test(word) || CAPITALS.includes(word));
  return isPlain ? escapeSigns(name) : quote(name);
}

/** Returns the name of a service as a picture has it, in quotes where it would be read as another column. */
export function writeService(service: string): string {
  const isPlain =
    isWord(service) &&
    !SPECIAL_BEGIN.test(service) &&
    !SPECIAL_WORD.test(service) &&
    !/^[A-Z]+$/.test(service);
  return isPlain ? escapeSigns(service) : quote(service);
}

/** Returns an attribute as a picture has it, as `key=value`. */
export function writeAttribute(key: string, value: AttributeValue): string {
  const isPlain = KEY.test(key) && key !== 'status';
  return `${isPlain ? key : quote(key)}=${writeValue(value)}`;
}

function writeValue(value: AttributeValue): string {
  if (typeof value === 'object' && value !== null) return `\${${toExpression(value)}}`;
  if (typeof value !== 'string') return String(value);
  const isPlain = isWord(value) && !value.startsWith('"') && literalValue(value) === undefined;
  return isPlain ? escapeSigns(value) : quote(value);
}

function isWord(text: string): boolean {
  return /^\S+$/.test(text) && isPrintable(text);
}

function isPrintable(text: string): boolean {
  return printable(text) === text;
}

function escapeSigns(text: string): string {
  return text.replace(SIGNS, '\\$&');
}

function quote(text: string): string {
  return `"${printable(text.replace(SIGNS_AND_QUOTES, '\\$&'))}"`;
}
