import type { Type } from '@nestjs/common';

/** A class: itself, its name, or a pattern of its name. */
export type ClassPattern = Type | string | RegExp;

/** Which classes of a layer are traced. */
export interface LayerSelection {
  /** Only these. Default: all. */
  readonly include?: readonly ClassPattern[] | undefined;
  /** Not these, even if included. Default: none. */
  readonly exclude?: readonly ClassPattern[] | undefined;
}

/** Whether `selection` has the class, by itself or, where there is none, by the name of its token. */
export function isSelected(
  selection: LayerSelection | boolean | undefined,
  name: string,
  type: unknown,
): boolean {
  if (typeof selection !== 'object') return selection === true;
  const isMeant = (pattern: ClassPattern): boolean =>
    pattern instanceof RegExp ? name.search(pattern) !== -1 : pattern === name || pattern === type;
  const { include, exclude = [] } = selection;
  return (include?.some(isMeant) ?? true) && !exclude.some(isMeant);
}
