/** Questions about syntax that the compiler API has no public answer to. */
import ts from "typescript-6";

/** The expression without parentheses and type assertions around it. */
export function unwrap(node: ts.Expression): ts.Expression {
  const isOuter =
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAssertionExpression(node) ||
    ts.isSatisfiesExpression(node);
  return isOuter ? unwrap(node.expression) : node;
}

export function isAssignmentOperator(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The parameters that take arguments: TypeScript declares the type of `this` among them. */
export function parametersOf(node: ts.SignatureDeclaration): readonly ts.ParameterDeclaration[] {
  const [first, ...rest] = node.parameters;
  return first && ts.isIdentifier(first.name) && first.name.text === "this" ? rest : node.parameters;
}

/** How a property of an object is read by its name. */
export function memberText(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Whether it is code of a package. */
export function isInstalled(node: ts.Node): boolean {
  return node.getSourceFile().fileName.includes("/node_modules/");
}
