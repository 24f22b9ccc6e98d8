import { registered } from '#span/registry.js';
import { type Settings, type Statement, settle } from '#decorators/describe/statement.js';

/** The places where a statement can be made, in ascending order of how much it counts. */
const PLACES = ['TracingModule', 'class', 'parameter', 'member'] as const;

/** A statement about the spans of a member, and where it was made. */
export interface MemberStatement extends Statement {
  readonly by: (typeof PLACES)[number];
  /** Whether the statement also holds for a member that overrides this one. Default: `false`. */
  readonly isInherited?: boolean;
}

/** The statements about the spans of one member, and the settings that they make together. */
export class MemberStatements {
  #statements: readonly MemberStatement[];
  settings: Settings;
  /** Whether the member has been wrapped in a function that sets attributes on the span of its caller. */
  describesCaller = false;

  constructor(statements: readonly MemberStatement[]) {
    this.#statements = statements;
    this.settings = settle(statements);
  }

  /** Adds a statement, unless it was added before. It counts more than the earlier ones from its place. */
  add(statement: MemberStatement): void {
    if (this.#statements.includes(statement)) return;
    // Parameters are the exception: their decorators run from the last parameter to the first.
    const weight = PLACES.indexOf(statement.by) - (statement.by === 'parameter' ? 1 : 0);
    const index = this.#statements.findLastIndex(({ by }) => PLACES.indexOf(by) <= weight) + 1;
    this.#statements = this.#statements.toSpliced(index, 0, statement);
    this.settings = settle(this.#statements);
  }

  /** Returns those of the statements that also hold for a member that overrides this one. */
  inherited(): MemberStatements {
    return new MemberStatements(this.#statements.filter(({ isInherited }) => isInherited));
  }
}

const known = registered(
  'memberStatements',
  () => new WeakMap<object, Map<PropertyKey, MemberStatements>>(),
);

/**
 * Returns the statements about the member `key` of `target`, to which others may be added. The first call for a
 * member creates them, from the inherited statements about the member that it overrides.
 */
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
