import { registered } from '#span/registry.js';
import { type Settings, type Statement, settle } from '#decorators/describe/statement.js';

/** Who states something, from the one whose word counts least. */
const SPEAKERS = ['TracingModule', 'class', 'parameter', 'member'] as const;

/** A statement of a member's spans. */
export interface MemberStatement extends Statement {
  readonly by: (typeof SPEAKERS)[number];
  /** Whether it holds for a member that overrides this one, too. Default: `false`. */
  readonly isInherited?: boolean;
}

/** What is stated of the calls of one member. */
export class MemberCalls {
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
    const weight = SPEAKERS.indexOf(statement.by) - (statement.by === 'parameter' ? 1 : 0);
    const index = this.statements.findLastIndex(({ by }) => SPEAKERS.indexOf(by) <= weight) + 1;
    this.statements = this.statements.toSpliced(index, 0, statement);
    this.settings = settle(this.statements);
  }

  inherited(): MemberCalls {
    return new MemberCalls(this.statements.filter(({ isInherited }) => isInherited));
  }
}

const known = registered('memberCalls', () => new WeakMap<object, Map<PropertyKey, MemberCalls>>());

/** What is stated of the member `key` of `target`: at first, what holds for it of one that it overrides. */
export function memberCalls(target: object, key: PropertyKey): MemberCalls {
  const members = known.get(target) ?? new Map<PropertyKey, MemberCalls>();
  const calls = members.get(key) ?? callsAbove(target, key)?.inherited() ?? new MemberCalls([]);
  known.set(target, members.set(key, calls));
  return calls;
}

function callsAbove(target: object, key: PropertyKey): MemberCalls | undefined {
  const above = Object.getPrototypeOf(target) as object | null;
  return above ? (known.get(above)?.get(key) ?? callsAbove(above, key)) : undefined;
}
