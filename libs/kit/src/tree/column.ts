const TAB_WIDTH = 8;

/** The column in which something begins, from 0 on: with tabs that are one column wide, and with tab stops. */
export interface Column {
  readonly narrow: number;
  readonly wide: number;
}

/** Returns the column behind a text that consists of characters one column wide, and of tabs. */
export function columnBehind(text: string): Column {
  let wide = 0;
  for (const character of text) wide += character === '\t' ? TAB_WIDTH - (wide % TAB_WIDTH) : 1;
  return { narrow: text.length, wide };
}

/**
 * Returns a negative number when `a` is left of `b`, 0 when they are one column, a positive number when `a` is right of
 * `b`, and `undefined` when that depends on how wide a tab is.
 */
export function compareColumns(a: Column, b: Column): number | undefined {
  const narrow = Math.sign(a.narrow - b.narrow);
  return narrow === Math.sign(a.wide - b.wide) ? narrow : undefined;
}
