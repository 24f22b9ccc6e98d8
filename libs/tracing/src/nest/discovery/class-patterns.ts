import type { Type } from '@nestjs/common';
import { classNameOf } from '#decorators/describe/class-name.js';
import { classMark } from '#decorators/wrap/member-marks.js';

/** A class: itself, its name, or a pattern of its name. */
export type ClassPattern = Type | string | RegExp;

/** Which classes of a layer are traced. */
export interface LayerSelection {
  /** Only these. Default: all. */
  readonly include?: readonly ClassPattern[] | undefined;
  /** Not these, even if included. Default: none. */
  readonly exclude?: readonly ClassPattern[] | undefined;
}

export type Selection = LayerSelection | boolean | undefined;

/** Whether `selection` has the class, by itself or, where there is none, by the name of its token. */
export function isSelected(selection: Selection, name: string, type: unknown): boolean {
  if (typeof selection !== 'object') return selection === true;
  const isMeant = (pattern: ClassPattern): boolean =>
    pattern instanceof RegExp ? name.search(pattern) !== -1 : pattern === name || pattern === type;
  const { include, exclude = [] } = selection;
  return (include?.some(isMeant) ?? true) && !exclude.some(isMeant);
}

/** Whether `selection` has the class, which has not opted out. */
export function isSelectedClass(selection: Selection, type: unknown): boolean {
  if (!isSelected(selection, classNameOf(type), type)) return false;
  return typeof type !== 'function' || classMark(type.prototype as object) !== 'untraced';
}
