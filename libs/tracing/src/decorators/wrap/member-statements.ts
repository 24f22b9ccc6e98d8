import { registered } from '#span/registry.js';
import { type Settings, type Statement, settle } from '#decorators/describe/statement.js';

/** Who states something, from the one whose word counts least. */
const AUTHORS = ['TracingModule', 'class', 'parameter', 'member'] as const;

/** A statement of a member's spans. */
export interface MemberStatement extends Statement {
  readonly by: (typeof AUTHORS)[number];
  /** Whether it holds for a member that overrides this one, too. Default: `false`. */
  readonly isInherited?: boolean;
}

/** What is stated of the calls of one member. */
export class MemberStatements {
  settings: Settings;
  /** Whether a function in the member's place sets attributes on the span of its caller. */
  describesCaller = false;

  constructor(private statements: readonly MemberStatement[]) {
    this.settings = settle(statements);
  }

  /** Adds a statement, once. Of those of one speaker the last counts most. */
  add(statement: MemberStatement): void {
    if (this.statements.includes(statement)) return;
    // The decorators of parameters run from the last to the first.
    const weight = AUTHORS.indexOf(statement.by) - (statement.by === 'parameter' ? 1 : 0);
    const index = this.statements.findLastIndex(({ by }) => AUTHORS.indexOf(by) <= weight) + 1;
    this.statements = this.statements.toSpliced(index, 0, statement);
    this.settings = settle(this.statements);
  }

  inherited(): MemberStatements {
    return new MemberStatements(this.statements.filter(({ isInherited }) => isInherited));
  }
}

const known = registered(
  'memberStatements',
  () => new WeakMap<object, Map<PropertyKey, MemberStatements>>(),
);

/** What is stated of the member `key` of `target`: at first, what holds for it of one that it overrides. */
export function collectStatements(target: object, key: PropertyKey): MemberStatements {
  const members = known.get(target) ?? new Map<PropertyKey, MemberStatements>();
  const statements =
    members.get(key) ?? statementsAbove(target, key)?.inherited() ?? new MemberStatements([]);
  known.set(target, members.set(key, statements));
  return statements;
}

function statementsAbove(target: object, key: PropertyKey): MemberStatements | undefined {
  const above = Object.getPrototypeOf(target) as object | null;
  return above ? (known.get(above)?.get(key) ?? statementsAbove(above, key)) : undefined;
}
