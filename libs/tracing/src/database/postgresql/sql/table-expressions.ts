import type { SqlLevel } from './level.js';

/** The names of the common table expressions that are in scope, and so are no tables. */
export class TableExpressions {
  readonly #counts = new Map<string, number>();

  has(name: string): boolean {
    return this.#counts.has(name);
  }

  /** Brings the expression that was read last in `level` into scope, until the level is left. */
  declare(level: SqlLevel): void {
    const { expression } = level;
    level.expressions.push(expression);
    this.#counts.set(expression, (this.#counts.get(expression) ?? 0) + 1);
  }

  /** Takes the expressions of a level out of scope, from the one that it has declared as number `first`, or all. */
  leave({ expressions }: SqlLevel, first = 0): void {
    if (expressions.length <= first) return;
    for (const name of expressions.splice(first)) {
      const count = (this.#counts.get(name) ?? 0) - 1;
      if (count > 0) this.#counts.set(name, count);
      else this.#counts.delete(name);
    }
  }
}
