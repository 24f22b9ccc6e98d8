import { PictureLine } from './picture-line.js';

// One character stands for each interpolation. It is known by its offset, so a picture may also hold the character.
const PLACEHOLDER = '\uFFFC';

/**
 * Splits the picture of a template into its lines.
 * @param parts The texts before, between and behind the interpolations, as they were written.
 */
export function readPicture(
  parts: readonly string[],
  values: readonly unknown[],
): readonly PictureLine[] {
  // The picture begins below the line of the opening back-tick, unless something stands in that line.
  const first = /^[ \t]*\n/.test(parts[0] ?? '') ? 0 : 1;
  const lines: PictureLine[] = [];
  let valuesOfLine = new Map<number, unknown>();
  let text = '';
  const endLine = (): void => {
    lines.push(new PictureLine(first + lines.length, text, valuesOfLine, lines.at(-1)));
    valuesOfLine = new Map();
    text = '';
  };
  parts.forEach((part, index) => {
    const [rest = '', ...further] = part.split('\n');
    text += rest;
    for (const line of further) {
      endLine();
      text = line;
    }
    if (index === values.length) return;
    valuesOfLine.set(text.length, values[index]);
    text += PLACEHOLDER;
  });
  endLine();
  return lines;
}
