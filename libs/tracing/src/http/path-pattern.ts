/** Any characters, of any number of segments. */
export const ANY = Symbol('any characters');
/** One segment, which is never empty. */
export const SEGMENT = Symbol('one segment');

/** Literal text, or one of the two above. */
export type PatternPart = string | typeof ANY | typeof SEGMENT;

const PARAMETER = /^(?::\w+|\{\w+\})$/;
const LITERAL_SEGMENT = /^[^:{}?#\s][^{}?#\s]*$|^$/;

/** A pattern of pathnames, compiled. */
export class PathPattern {
  constructor(readonly parts: readonly PatternPart[]) {}

  /**
   * In time that grows with the path alone: what stands after an {@link ANY} is looked for from left to
   * right, and where it was found first need not be left again, as a segment ends at the next slash.
   */
  matches(path: string): boolean {
    const { parts } = this;
    let index = 0;
    let at = 0;
    let afterAny = -1;
    let resumeAt = 0;
    for (;;) {
      const part = parts[index];
      if (part === ANY) {
        if (index === parts.length - 1) return true;
        afterAny = ++index;
        resumeAt = at;
        continue;
      }
      const end = part === undefined ? endOfPath(path, at) : endOfPart(part, path, at);
      if (end !== -1) {
        if (part === undefined) return true;
        at = end;
        index++;
      } else {
        resumeAt = afterAny === -1 ? -1 : findStart(parts[afterAny], path, resumeAt + 1);
        if (resumeAt === -1) return false;
        index = afterAny;
        at = resumeAt;
      }
    }
  }
}

function findStart(part: PatternPart | undefined, path: string, from: number): number {
  if (typeof part === 'string') return path.indexOf(part, from);
  return from <= path.length ? from : -1;
}

function endOfPath(path: string, at: number): number {
  return at === path.length ? at : -1;
}

function endOfPart(part: Exclude<PatternPart, typeof ANY>, path: string, at: number): number {
  if (part !== SEGMENT) return path.startsWith(part, at) ? at + part.length : -1;
  const slash = path.indexOf('/', at);
  const end = slash === -1 ? path.length : slash;
  return end > at ? end : -1;
}

/**
 * A pattern in which `*` stands for any characters, and `:name` or `{name}` for one segment.
 *
 * @returns `undefined` for one that no pathname can match, or a parameter that is part of a segment
 */
export function parsePathPattern(text: string): PathPattern | undefined {
  if (!/^[/*]/.test(text)) return undefined;
  const parts: PatternPart[] = [];
  for (const [index, segment] of text.split('/').entries()) {
    if (index > 0) parts.push('/');
    if (PARAMETER.test(segment)) parts.push(SEGMENT);
    else if (LITERAL_SEGMENT.test(segment)) parts.push(...globParts(segment));
    else return undefined;
  }
  return new PathPattern(joined(parts));
}

/** A pattern in which `*` stands for any characters, and all else for itself. */
export function parseGlob(text: string): PathPattern {
  return new PathPattern(joined(globParts(text)));
}

function globParts(text: string): PatternPart[] {
  return text.split('*').flatMap((literal, index) => (index > 0 ? [ANY, literal] : [literal]));
}

/** Without empty parts, and each run of literals as one. */
function joined(parts: readonly PatternPart[]): PatternPart[] {
  const result: PatternPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') result.splice(-1, 1, last + part);
    else result.push(part);
  }
  return result;
}
