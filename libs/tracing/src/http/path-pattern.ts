/** The part of a pattern that matches any characters, across any number of segments. */
export const ANY = Symbol('any characters');
/** The part of a pattern that matches one segment of at least one character. */
export const SEGMENT = Symbol('one segment');

/** A part of a pattern: literal text, {@link ANY} or {@link SEGMENT}. */
export type PatternPart = string | typeof ANY | typeof SEGMENT;

const PARAMETER = /^(?::\w+|\{\w+\})$/;
const LITERAL_SEGMENT = /^[^:{}?#\s][^{}?#\s]*$|^$/;

/** A compiled pattern of pathnames. */
export class PathPattern {
  constructor(readonly parts: readonly PatternPart[]) {}

  /**
   * Whether the whole of `path` matches. The time grows with the length of the path alone: the parts between
   * two {@link ANY} are searched from left to right, and their first match is final, as a segment can end only at
   * the next slash.
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
 * Compiles a pattern in which `*` stands for any characters, and `:name` or `{name}` for one segment.
 *
 * @returns `undefined` if no pathname can match the pattern, or if a parameter is only a part of a segment
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

/** Compiles a pattern in which `*` stands for any characters, and every other character for itself. */
export function parseGlob(text: string): PathPattern {
  return new PathPattern(joined(globParts(text)));
}

/**
 * Creates a function that returns whether a pathname matches one of `patterns`, in which `*` stands for any characters.
 */
export function createPathMatcher(patterns: readonly string[]): (pathname: string) => boolean {
  const literals = new Set(patterns.filter((text) => !text.includes('*')));
  const globs = patterns.filter((text) => text.includes('*')).map(parseGlob);
  return (pathname) => literals.has(pathname) || globs.some((glob) => glob.matches(pathname));
}

function globParts(text: string): PatternPart[] {
  return text.split('*').flatMap((literal, index) => (index > 0 ? [ANY, literal] : [literal]));
}

/** Removes the empty parts and joins each run of literals into one part. */
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
