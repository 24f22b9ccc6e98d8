import { readFile, readdir } from 'node:fs/promises';
import ts from 'typescript';

/** A regular expression in a source. */
export interface FoundPattern {
  /** The file and line, such as `span/redaction.ts:12`. */
  readonly place: string;
  /** The pattern; `undefined` if it is made of values that are not in its file. */
  readonly pattern: RegExp | undefined;
}

/** Finds every literal and every call of `RegExp` in the sources of `folder`, specs left out. */
export async function findPatterns(folder: URL): Promise<FoundPattern[]> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => /(?<!\.spec)\.ts$/.test(file)).sort();
  const found = await Promise.all(
    sources.map(async (file) => patternsIn(file, await readFile(new URL(file, folder), 'utf8'))),
  );
  return found.flat();
}

export function patternsIn(file: string, text: string): FoundPattern[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: FoundPattern[] = [];
  const visit = (node: ts.Node): void => {
    const pattern = ts.isRegularExpressionLiteral(node) ? literal(node) : constructed(node, source);
    if (pattern !== 'none') {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ place: `${file}:${line + 1}`, pattern });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function literal({ text }: ts.RegularExpressionLiteral): RegExp {
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}

function constructed(node: ts.Node, file: ts.SourceFile): RegExp | undefined | 'none' {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return 'none';
  if (node.expression.getText(file) !== 'RegExp') return 'none';
  const [source, flags] = node.arguments ?? [];
  const text = source && textOf(source, file);
  const flagsText = flags ? textOf(flags, file) : '';
  if (text === undefined || flagsText === undefined) return undefined;
  return new RegExp(text, flagsText);
}

/** Returns the value of an expression of literals and constants. */
function textOf(node: ts.Expression, file: ts.SourceFile): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isRegularExpressionLiteral(node)) return literal(node).source;
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'source') {
    return textOf(node.expression, file);
  }
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === 'String.raw') {
    return templateText(node.template, file, ({ rawText = '' }) => rawText);
  }
  if (ts.isTemplateExpression(node)) return templateText(node, file, ({ text }) => text);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left, file), textOf(node.right, file)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (ts.isIdentifier(node)) {
    const value = constant(node.text, file);
    return value && textOf(value, file);
  }
  return undefined;
}

function templateText(
  template: ts.TemplateLiteral,
  file: ts.SourceFile,
  piece: (part: ts.TemplateLiteralLikeNode) => string,
): string | undefined {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return piece(template);
  const parts = template.templateSpans.map(({ expression, literal: after }) => {
    const text = textOf(expression, file);
    return text === undefined ? undefined : text + piece(after);
  });
  return parts.includes(undefined) ? undefined : piece(template.head) + parts.join('');
}

function constant(name: string, file: ts.SourceFile): ts.Expression | undefined {
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => declaration.name.getText(file) === name)?.initializer;
}
