/** Returns the lines of a section; none if there is nothing below its title. */
export function section(title, lines) {
  return lines.length > 0 ? ['', `### ${title}`, '', ...lines] : [];
}

/** Returns the lines of a table. */
export function table(columns, rows) {
  return [
    `| ${columns.join(' | ')} |`,
    `|${' --- |'.repeat(columns.length)}`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
}

/** Returns a figure with three digits that say something, or as a whole number that has more. */
export function round(figure) {
  return Math.abs(figure) >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}
