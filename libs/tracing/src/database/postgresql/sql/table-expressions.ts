import type { SqlLevel } from './level.js';

/** The names of the common table expressions that can be seen where the text is read: none is a table. */
export class TableExpressions {
  private readonly counts = new Map<string, number>();

  has(name: string): boolean {
    return this.counts.has(name);
  }

  /** The expression that was read last in `level`. It is seen from there on, until the level is left. */
  declare(level: SqlLevel): void {
    const { expression } = level;
    level.expressions.push(expression);
    this.counts.set(expression, (this.counts.get(expression) ?? 0) + 1);
  }

  leave({ expressions }: SqlLevel): void {
    if (expressions.length === 0) return;
    for (const name of expressions.splice(0)) {
      const count = (this.counts.get(name) ?? 0) - 1;
      if (count > 0) this.counts.set(name, count);
      else this.counts.delete(name);
    }
  }
}
