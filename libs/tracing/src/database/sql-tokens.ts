export interface SqlToken {
  readonly kind: 'space' | 'comment' | 'literal' | 'identifier' | 'word' | 'mark';
  readonly text: string;
}

/*
 * The lexical rules of PostgreSQL (https://www.postgresql.org/docs/18/sql-syntax-lexical.html). A literal
 * or comment that is not closed reaches to the end of the text, for what follows it may be a value.
 */
const SPACE = String.raw`\s+`;
const COMMENT = String.raw`--[^\n]*|/\*[\s\S]*?(?:\*/|$)`;
const ESCAPE_STRING = String.raw`[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)`;
const STRING = String.raw`(?:[bBxX]|[uU]&)?'(?:[^']|'')*(?:'|$)`;
const DOLLAR_STRING = String.raw`\$(?<tag>(?:[A-Za-z_]\w*)?)\$[\s\S]*?(?:\$\k<tag>\$|$)`;
const NUMBER = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const IDENTIFIER = String.raw`"(?:[^"]|"")*(?:"|$)`;
const WORD = String.raw`[\p{L}_][\p{L}\p{N}_$]*|\$\d+`;

const TOKEN = new RegExp(
  `(?<space>${SPACE})|(?<comment>${COMMENT})` +
    `|(?<literal>${ESCAPE_STRING}|${STRING}|${DOLLAR_STRING}|${NUMBER})` +
    `|(?<identifier>${IDENTIFIER})|(?<word>${WORD})|[\\s\\S]`,
  'gu',
);

const KINDS = ['space', 'comment', 'literal', 'identifier', 'word'] as const;

export function tokenizeSql(sql: string): SqlToken[] {
  return Array.from(sql.matchAll(TOKEN), ({ 0: text, groups = {} }) => ({
    kind: KINDS.find((kind) => groups[kind] !== undefined) ?? 'mark',
    text,
  }));
}
