/** Statements that say what they give, as documentation and fixtures have them: `gradient(3); // 6`. */
import ts from "typescript-6";

export interface Example {
  /** The expression in front of the semicolon. */
  readonly code: string;
  /** The text of the comment behind it: an expression, or `throws TypeError`, or `error AD2001`. */
  readonly says: string;
  /** Where the statement stands in the text. */
  readonly start: number;
  readonly end: number;
  /** The function and its arguments, where the expression is a call of a name. */
  readonly callee?: string;
  readonly args?: string;
}

export function examplesOf(text: string): Example[] {
  const file = ts.createSourceFile("examples.ts", text, ts.ScriptTarget.ES2022, true);
  return file.statements.filter(ts.isExpressionStatement).flatMap((statement): Example[] => {
    const says = /^[ \t]*\/\/ (.*)/.exec(text.slice(statement.end))?.[1].trim();
    if (says === undefined) return [];
    const { expression } = statement;
    const [start, end] = [statement.getStart(), statement.end];
    const example = { code: expression.getText(), says, start, end };
    if (!ts.isCallExpression(expression) || !ts.isIdentifier(expression.expression)) return [example];
    const args = expression.arguments.map((argument) => argument.getText()).join(", ");
    return [{ ...example, callee: expression.expression.text, args }];
  });
}

/** The text with blanks in place of the statements. */
export function withoutExamples(text: string): string {
  return examplesOf(text).reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(start, end).replace(/\S/g, " ") + rest.slice(end),
    text,
  );
}

/** The value of a JavaScript expression. */
export function evaluate(code: string, scope: Readonly<Record<string, unknown>> = {}): unknown {
  return new Function(...Object.keys(scope), `"use strict"; return (${code});`)(...Object.values(scope));
}
