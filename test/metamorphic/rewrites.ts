/** Changes of a program that leave what it computes, and so its derivatives, as they are. */
import ts from "typescript-6";

export type Rewrite = (source: string) => string;

export const rewrites: Readonly<Record<string, Rewrite>> = {
  renamed,
  "for as while": (source) => visitAll(source, forAsWhile),
  "with dead code": withDeadCode,
  "with extracted functions": extracted,
  "without nested expressions": (source) => visitAll(source, flattened),
};

const { factory } = ts;

/** Every variable, parameter and function that is not exported gets another name. */
function renamed(source: string): string {
  const file = parse(source);
  const names = new Set<string>();
  const kept = new Set<string>();
  const collect = (node: ts.Node): void => {
    const isExported =
      ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (ts.isVariableStatement(node) && isExported)
      for (const { name } of node.declarationList.declarations) kept.add(name.getText(file));
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    )
      names.add(node.name.text);
    // A parameter that is a field, too, is named by its class.
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) kept.add(node.name.getText(file));
    if (ts.isFunctionDeclaration(node) && node.name) (isExported ? kept : names).add(node.name.text);
    ts.forEachChild(node, collect);
  };
  collect(file);
  for (const name of kept) names.delete(name);
  const fresh = (name: string): ts.Identifier => factory.createIdentifier(names.has(name) ? `${name}_renamed` : name);
  return visitAll(source, (node, visit) => {
    if (ts.isIdentifier(node)) return fresh(node.text);
    if (ts.isPropertyAccessExpression(node))
      return factory.updatePropertyAccessExpression(node, visit(node.expression) as ts.Expression, node.name);
    if (ts.isPropertyAssignment(node))
      return factory.updatePropertyAssignment(node, node.name, visit(node.initializer) as ts.Expression);
    if (ts.isShorthandPropertyAssignment(node))
      return factory.createPropertyAssignment(node.name, fresh(node.name.text));
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && ts.isIdentifier(node.name))
      return factory.createBindingElement(
        node.dotDotDotToken,
        node.propertyName ?? node.name,
        fresh(node.name.text),
        node.initializer && (visit(node.initializer) as ts.Expression),
      );
    return ts.isPropertySignature(node) || ts.isImportDeclaration(node) ? node : undefined;
  });
}

/** `for (init; test; step) body` without `continue` or captured variables. */
function forAsWhile(node: ts.Node, visit: Visit): ts.Node | undefined {
  if (!ts.isForStatement(node) || ts.isLabeledStatement(node.parent) || mentions(node, isJumpOrClosure))
    return undefined;
  const { initializer, condition, incrementor, statement } = node;
  const first = initializer
    ? ts.isVariableDeclarationList(initializer)
      ? factory.createVariableStatement(undefined, initializer)
      : factory.createExpressionStatement(initializer)
    : undefined;
  const body = [
    visit(statement) as ts.Statement,
    ...(incrementor ? [factory.createExpressionStatement(incrementor)] : []),
  ];
  return factory.createBlock([
    ...(first ? [first] : []),
    factory.createWhileStatement(condition ?? factory.createTrue(), factory.createBlock(body)),
  ]);
}

function isJumpOrClosure(node: ts.Node): boolean {
  return ts.isContinueStatement(node) || ts.isFunctionLike(node);
}

/** At the beginning of every block: a variable nobody reads, a branch that is never taken, a loop that never runs. */
function withDeadCode(source: string): string {
  const dead = `
    let unused = 1;
    if (unused > 2) unused = Math.sqrt(-unused);
    for (let never = 3; never < unused; never++) unused *= never;
  `;
  const place = factory.createExpressionStatement(factory.createIdentifier("dead_"));
  const marked = visitAll(source, (node, visit) =>
    ts.isBlock(node)
      ? factory.createBlock([place, ...node.statements.map((each) => visit(each) as ts.Statement)], true)
      : undefined,
  );
  return marked.replaceAll("dead_;", dead);
}

/** Products and quotients become calls. */
function extracted(source: string): string {
  const helpers = `
function times(left: number, right: number): number { return left * right; }
function over(left: number, right: number): number { return left / right; }`;
  const text = visitAll(source, (node, visit) => {
    if (!ts.isBinaryExpression(node)) return undefined;
    const name = new Map([
      [ts.SyntaxKind.AsteriskToken, "times"],
      [ts.SyntaxKind.SlashToken, "over"],
    ]).get(node.operatorToken.kind);
    const args = [visit(node.left), visit(node.right)] as ts.Expression[];
    return name === undefined
      ? undefined
      : factory.createCallExpression(factory.createIdentifier(name), undefined, args);
  });
  return text + helpers;
}

/** `return e` becomes `const value = e; return value`. */
function flattened(node: ts.Node, visit: Visit): ts.Node | undefined {
  if (!ts.isReturnStatement(node) || !node.expression) return undefined;
  const inner = visit(node.expression) as ts.Expression;
  const declaration = factory.createVariableDeclaration("value_", undefined, undefined, inner);
  return factory.createBlock([
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
    ),
    factory.createReturnStatement(factory.createIdentifier("value_")),
  ]);
}

type Visit = (node: ts.Node) => ts.Node;

/** Prints a source with the nodes that `change` gives in place of its own; where it gives none, their children are visited. */
function visitAll(source: string, change: (node: ts.Node, visit: Visit) => ts.Node | undefined): string {
  const file = parse(source);
  const result = ts.transform(file, [
    (context) => {
      const visit = (node: ts.Node): ts.Node =>
        ts.isTypeNode(node) ? node : (change(node, visit) ?? ts.visitEachChild(node, visit, context));
      return (root) => ts.visitEachChild(root, visit, context);
    },
  ]);
  return ts.createPrinter().printFile(result.transformed[0]);
}

function mentions(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  return ts.forEachChild(node, (child) => is(child) || mentions(child, is) || undefined) ?? false;
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile("main.ts", source, ts.ScriptTarget.ES2022, true);
}
