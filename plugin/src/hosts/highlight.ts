/** TypeScript in the colours of a terminal. */
import pc from "picocolors";
import ts from "typescript-6";

const color = pc.createColors(true);

export function highlight(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  let result = "";
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    result += colorOf(kind)(scanner.getTokenText());
  }
  return result;
}

function colorOf(kind: ts.SyntaxKind): (text: string) => string {
  switch (kind) {
    case ts.SyntaxKind.SingleLineCommentTrivia:
    case ts.SyntaxKind.MultiLineCommentTrivia:
      return color.gray;
    case ts.SyntaxKind.NumericLiteral:
      return color.yellow;
    case ts.SyntaxKind.StringLiteral:
    case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
    case ts.SyntaxKind.TemplateHead:
    case ts.SyntaxKind.TemplateMiddle:
    case ts.SyntaxKind.TemplateTail:
      return color.green;
    default:
      return kind >= ts.SyntaxKind.FirstKeyword && kind <= ts.SyntaxKind.LastKeyword ? pc.magenta : (plain) => plain;
  }
}
