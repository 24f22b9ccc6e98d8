// Wide and fullwidth characters of East Asian scripts, https://www.unicode.org/reports/tr11/, and emoji.
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;

/** What is mostly written: characters that each take one cell, and never join with their neighbours. */
const ONLY_NARROW = /^[\x20-\x7E\u00A1-\u00AC\u00AE-\u00FF\u2500-\u259F…]*$/;

const graphemes = new Intl.Segmenter();

/** Returns how many cells of a terminal `text` takes. */
export function displayWidth(text: string): number {
  if (ONLY_NARROW.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

/** Returns `text`, cut off with an ellipsis when it takes more than `width` cells. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (ONLY_NARROW.test(text)) return `${text.slice(0, Math.max(0, width - 1))}…`;
  let start = '';
  let left = width - 1;
  for (const { segment } of graphemes.segment(text)) {
    left -= widthOf(segment);
    if (left < 0) break;
    start += segment;
  }
  return `${start}…`;
}

/** Returns `text` in exactly `width` cells: cut off with an ellipsis, or filled up with spaces. */
export function fit(text: string, width: number): string {
  const short = shorten(text, width);
  return short + ' '.repeat(width - displayWidth(short));
}

function widthOf(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}
