/** Whether the whole text matches a glob, in which `*` stands for any characters, `\*` for a star and `\\` for a backslash. */
export function matchesGlob(glob: string, text: string): boolean {
  const [head = '', ...middle] = literalsOf(glob);
  const tail = middle.pop();
  if (tail === undefined) return head === text;
  if (!text.startsWith(head) || !text.endsWith(tail)) return false;
  let offset = head.length;
  for (const part of middle) {
    const found = text.indexOf(part, offset);
    if (found === -1) return false;
    offset = found + part.length;
  }
  return offset <= text.length - tail.length;
}

/** Returns a glob that matches `text` alone. */
export function escapeGlob(text: string): string {
  return text.replace(/[*\\]/g, '\\$&');
}

/** Returns the texts before, between and behind the wildcards of a glob. */
function literalsOf(glob: string): string[] {
  if (!glob.includes('\\')) return glob.split('*');
  const literals = [''];
  for (const [token] of glob.matchAll(/\\[*\\]|[^]/g)) {
    if (token === '*') literals.push('');
    else literals.push(`${literals.pop()}${token.length === 1 ? token : token.slice(1)}`);
  }
  return literals;
}
