import type { Type } from '@nestjs/common';
import { classNameOf } from '#decorators/describe/class-name.js';
import { classMark } from '#decorators/wrap/member-marks.js';

/** A class, the name of a class, or a regular expression that matches the names of classes. */
export type ClassPattern = Type | string | RegExp;

/** The selection of the classes of one layer that are traced. */
export interface LayerSelection {
  /** The only classes that are traced. Default: all classes. */
  readonly include?: readonly ClassPattern[] | undefined;
  /** The classes that are not traced, even if `include` names them. Default: none. */
  readonly exclude?: readonly ClassPattern[] | undefined;
}

/** The value of an option of {@link LayersOptions}, in which `true` selects every class, and `undefined` none. */
export type Selection = LayerSelection | boolean | undefined;

/**
 * Whether `selection` includes a class.
 *
 * @param name the name of the class, or of the provider's token if it has no class
 */
export function isSelected(selection: Selection, name: string, type: unknown): boolean {
  if (typeof selection !== 'object') return selection === true;
  const isMeant = (pattern: ClassPattern): boolean =>
    pattern instanceof RegExp ? name.search(pattern) !== -1 : pattern === name || pattern === type;
  const { include, exclude = [] } = selection;
  return (include?.some(isMeant) ?? true) && !exclude.some(isMeant);
}

/** Whether `selection` includes a class that has not opted out. */
export function isSelectedClass(selection: Selection, type: unknown): boolean {
  if (!isSelected(selection, classNameOf(type), type)) return false;
  return typeof type !== 'function' || classMark(type.prototype as object) !== 'untraced';
}
