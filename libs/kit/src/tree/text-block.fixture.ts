/** Returns `block` without its first and last line, and without the indentation that all its lines share. */
export function text([block = '']: readonly string[]): string {
  const lines = block.split('\n').slice(1, -1);
  const indents = lines.filter((line) => line !== '').map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}
