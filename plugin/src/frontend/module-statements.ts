/** What the statements of a module export and assign. */
import ts from "typescript-6";
import { isOnceRun } from "./module-scope.js";

interface MemberAssignment {
  readonly base: ts.Identifier;
  readonly property: string;
  readonly value: ts.Expression;
  readonly inFunction: boolean;
}

const assignments = new WeakMap<ts.SourceFile, readonly MemberAssignment[]>();

/** Every `name.property = value` of a file. */
export function memberAssignments(file: ts.SourceFile): readonly MemberAssignment[] {
  const known = assignments.get(file);
  if (known) return known;
  const found: MemberAssignment[] = [];
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const { left, right } = node;
      if (ts.isPropertyAccessExpression(left) && ts.isIdentifier(left.expression)) {
        found.push({ base: left.expression, property: left.name.text, value: right, inFunction });
      }
    }
    ts.forEachChild(node, (child) => visit(child, inFunction || (ts.isFunctionLike(node) && !isOnceRun(node))));
  };
  visit(file, false);
  assignments.set(file, found);
  return found;
}

export function exportedDeclaration(statement: ts.Statement, name: string): ts.Declaration | undefined {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return undefined;
  const isDefault = modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(statement)) return variableNamed(statement.declarationList, name);
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  if (!isNamed) return undefined;
  if (ts.isFunctionDeclaration(statement) && !statement.body) return undefined;
  return name === (isDefault ? "default" : statement.name?.text) ? statement : undefined;
}

function variableNamed(list: ts.VariableDeclarationList, name: string): ts.Declaration | undefined {
  const within = (pattern: ts.BindingName, node: ts.Declaration): ts.Declaration | undefined => {
    if (ts.isIdentifier(pattern)) return pattern.text === name ? node : undefined;
    for (const element of pattern.elements) {
      const found = ts.isBindingElement(element) && within(element.name, element);
      if (found) return found;
    }
    return undefined;
  };
  for (const node of list.declarations) {
    const found = within(node.name, node);
    if (found) return found;
  }
  return undefined;
}
