import type { SpanNode } from './span-tree.js';

// Control characters, line and paragraph separators, and marks that reorder text. Names come from the network, and
// could otherwise take over the terminal.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Returns `text` with an escape for each character that would move the cursor or reorder the line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escape);
}

/** Names a span by its service and its name, as `orders · POST /orders`. */
export function label({ service, name }: Pick<SpanNode, 'service' | 'name'>): string {
  return printable(`${service} · ${name}`);
}

function escape(character: string): string {
  const escaped = JSON.stringify(character).slice(1, -1);
  if (escaped !== character) return escaped;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
