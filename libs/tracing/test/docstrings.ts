import ts from 'typescript';

/** A comment of the form that editors show in a hover. */
export interface Docstring {
  /** The line on which it begins, from 1 on. */
  readonly line: number;
  /** The text as one line, without the marks of the comment. */
  readonly text: string;
}

const COMMENT = /\/\/.*|\/\*[^]*?\*\//g;

/** Finds every docstring in the source of a module, and none in its texts and regular expressions. */
export function docstringsIn(source: string): Docstring[] {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true);
  return tokensOf(file).flatMap((token) => {
    const trivia = source.slice(token.getFullStart(), token.getStart(file));
    return [...trivia.matchAll(COMMENT)]
      .filter(([comment]) => /^\/\*\*[^/]/.test(comment))
      .map(({ 0: comment, index }) => ({
        line: file.getLineAndCharacterOfPosition(token.getFullStart() + index).line + 1,
        text: textOf(comment),
      }));
  });

  function tokensOf(node: ts.Node): ts.Node[] {
    if (ts.isJSDoc(node)) return [];
    const children = node.getChildren(file);
    return children.length === 0 ? [node] : children.flatMap(tokensOf);
  }
}

function textOf(comment: string): string {
  const lines = comment.slice('/**'.length, -'*/'.length).split('\n');
  return lines
    .map((line) => line.replace(/^\s*\*(?: |$)/, '').trim())
    .join(' ')
    .trim();
}
