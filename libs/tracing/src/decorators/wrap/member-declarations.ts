import { registered } from '#span/registry.js';
import { type Settings, type Declaration, settle } from '#decorators/describe/declaration.js';

/** The places where a declaration can be made, in ascending order of how much it counts. */
const PLACES = ['TracingModule', 'class', 'parameter', 'member'] as const;

/** A declaration about the spans of a member, and where it was made. */
export interface MemberDeclaration extends Declaration {
  readonly by: (typeof PLACES)[number];
  /** Whether the declaration also holds for a member that overrides this one. Default: `false`. */
  readonly isInherited?: boolean;
}

/** The declarations about the spans of one member, and the settings that they make together. */
export class MemberDeclarations {
  #declarations: readonly MemberDeclaration[];
  settings: Settings;
  /** Whether the member has been wrapped in a function that sets attributes on the span of its caller. */
  describesCaller = false;

  constructor(declarations: readonly MemberDeclaration[]) {
    this.#declarations = declarations;
    this.settings = settle(declarations);
  }

  /** Adds a declaration, unless it was added before. It counts more than the earlier ones from its place. */
  add(declaration: MemberDeclaration): void {
    if (this.#declarations.includes(declaration)) return;
    // Parameters are the exception: their decorators run from the last parameter to the first.
    const weight = PLACES.indexOf(declaration.by) - (declaration.by === 'parameter' ? 1 : 0);
    const index = this.#declarations.findLastIndex(({ by }) => PLACES.indexOf(by) <= weight) + 1;
    this.#declarations = this.#declarations.toSpliced(index, 0, declaration);
    this.settings = settle(this.#declarations);
  }

  /** Returns those of the declarations that also hold for a member that overrides this one. */
  inherited(): MemberDeclarations {
    return new MemberDeclarations(this.#declarations.filter(({ isInherited }) => isInherited));
  }
}

const known = registered(
  'memberDeclarations',
  () => new WeakMap<object, Map<PropertyKey, MemberDeclarations>>(),
);

/**
 * Returns the declarations about the member `key` of `target`, to which others may be added. The first call for a
 * member creates them, from the inherited declarations about the member that it overrides.
 */
export function collectDeclarations(target: object, key: PropertyKey): MemberDeclarations {
  const members = known.get(target) ?? new Map<PropertyKey, MemberDeclarations>();
  const declarations =
    members.get(key) ?? declarationsAbove(target, key)?.inherited() ?? new MemberDeclarations([]);
  known.set(target, members.set(key, declarations));
  return declarations;
}

function declarationsAbove(target: object, key: PropertyKey): MemberDeclarations | undefined {
  const above = Object.getPrototypeOf(target) as object | null;
  return above ? (known.get(above)?.get(key) ?? declarationsAbove(above, key)) : undefined;
}
