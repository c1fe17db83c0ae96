/** Smaller programs: parts of the text left out, replaced by their own parts or by constants. */
import ts from "typescript-6";
import type { Program } from "./generator.js";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Those that remove the most come first. */
export function* smaller(program: Program): Generator<Program> {
  const { source, args } = program;
  const file = ts.createSourceFile("program.ts", source, ts.ScriptTarget.ES2022, true);
  const edits = editsOf(file).filter(({ start, end, text }) => text.length < end - start || text === "0");
  edits.sort((a, b) => b.end - b.start - b.text.length - (a.end - a.start - a.text.length));
  for (const { start, end, text } of edits) yield { source: source.slice(0, start) + text + source.slice(end), args };
  yield* withoutParameter(program, file);
  for (const [k, arg] of args.entries()) {
    for (const simple of simpler(arg)) yield { source, args: replaced(args, k, simple) };
  }
}

function editsOf(file: ts.SourceFile): Edit[] {
  const edits: Edit[] = [];
  const replace = (node: ts.Node, text: string): void => {
    const start = node.getStart(file);
    if (file.text.slice(start, node.end) !== text) edits.push({ start, end: node.end, text });
  };
  const list = (nodes: ts.NodeArray<ts.Node>): void => {
    for (let size = nodes.length; size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
      for (let at = 0; at < nodes.length; at += size) {
        const last = nodes[Math.min(at + size, nodes.length) - 1];
        edits.push({ start: nodes[at].getFullStart(), end: last.end, text: "" });
      }
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isSourceFile(node) || ts.isBlock(node) || ts.isCaseClause(node) || ts.isDefaultClause(node)) {
      list(node.statements);
    }
    if (ts.isClassLike(node)) list(node.members);
    if (ts.isObjectLiteralExpression(node)) list(node.properties);
    if (ts.isStatement(node)) statement(node);
    if (ts.isExpression(node) && !isPartOfTarget(node)) expression(node);
    if (ts.isCaseBlock(node)) for (const clause of node.clauses) replace(clause, "");
    ts.forEachChild(node, visit);
  };
  const inner = (node: ts.Statement): string => (ts.isBlock(node) ? contents(node.statements) : node.getText(file));
  const contents = (statements: ts.NodeArray<ts.Statement>): string =>
    statements.map((s) => s.getText(file)).join("\n");
  const statement = (node: ts.Statement): void => {
    if (ts.isIfStatement(node)) {
      replace(node, inner(node.thenStatement));
      if (node.elseStatement) {
        replace(node, inner(node.elseStatement));
        replace(node, `if (${node.expression.getText(file)}) ${node.thenStatement.getText(file)}`);
      }
    } else if (ts.isLabeledStatement(node)) replace(node, node.statement.getText(file));
    else if (ts.isIterationStatement(node, false)) {
      replace(node, inner(node.statement));
      if (ts.isForStatement(node) && node.initializer && ts.isVariableDeclarationList(node.initializer)) {
        replace(node, `${node.initializer.getText(file)};\n${inner(node.statement)}`);
      }
    } else if (ts.isSwitchStatement(node)) {
      for (const clause of node.caseBlock.clauses) replace(node, contents(clause.statements));
    } else if (ts.isTryStatement(node)) {
      replace(node, contents(node.tryBlock.statements));
      if (node.finallyBlock) replace(node, contents(node.finallyBlock.statements));
    } else if (ts.isBlock(node) && ts.isBlock(node.parent)) replace(node, contents(node.statements));
  };
  const expression = (node: ts.Expression): void => {
    if (ts.isNumericLiteral(node) || ts.isIdentifier(node)) {
      if (ts.isNumericLiteral(node) ? node.text.length > 1 : isRead(node))
        for (const text of ["0", "1"]) replace(node, text);
      return;
    }
    if (ts.isOmittedExpression(node)) return;
    const parts: ts.Expression[] = [];
    ts.forEachChild(node, (child) => {
      if (ts.isExpression(child)) parts.push(child);
    });
    if (ts.isCallExpression(node)) parts.push(...node.arguments);
    for (const part of parts) if (!ts.isArrowFunction(node)) replace(node, part.getText(file));
    for (const text of ["0", "1", "true", "false"]) replace(node, text);
  };
  const isPartOfTarget = (node: ts.Expression): boolean =>
    ts.isPropertyAccessExpression(node) && node.expression.getText(file) === "Math";
  const isRead = ({ parent }: ts.Identifier): boolean =>
    ts.isBinaryExpression(parent) || ts.isCallExpression(parent) || ts.isReturnStatement(parent);
  visit(file);
  return edits;
}

function* withoutParameter({ source, args }: Program, file: ts.SourceFile): Generator<Program> {
  for (const statement of file.statements) {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) continue;
    const name = statement.name.text;
    for (const k of statement.parameters.keys()) {
      if (name === "f") {
        if (args.length === 1) continue;
        const lists = [statement.parameters as readonly ts.Node[]];
        yield { source: without(source, lists, k), args: args.filter((_, index) => index !== k) };
      } else {
        const lists: (readonly ts.Node[])[] = [statement.parameters];
        const visit = (node: ts.Node): void => {
          if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name)
            lists.push(node.arguments);
          ts.forEachChild(node, visit);
        };
        visit(file);
        // Calls inside each other's arguments cannot be edited in one go.
        yield { source: without(source, lists, k), args };
      }
    }
  }
}

function without(source: string, lists: readonly (readonly ts.Node[])[], k: number): string {
  const edits = lists.flatMap((nodes): Edit[] => {
    if (k >= nodes.length) return [];
    const start = k > 0 ? nodes[k - 1].end : nodes[0].pos;
    return [{ start, end: k > 0 ? nodes[k].end : (nodes[1]?.pos ?? nodes[0].end), text: "" }];
  });
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), source);
}

function* simpler(arg: unknown): Generator<unknown> {
  if (typeof arg === "number") {
    for (const simple of [1, 0.5, 2, Math.round(arg * 10) / 10])
      if (simple !== arg && isSimpler(simple, arg)) yield simple;
  } else if (arg instanceof Float64Array) {
    const round = arg.map((x) => Math.round(x * 10) / 10);
    if (round.some((x, k) => x !== arg[k])) yield round;
  } else if (Array.isArray(arg)) {
    for (const [k, item] of arg.entries()) for (const simple of simpler(item)) yield replaced(arg, k, simple);
  }
}

function isSimpler(a: number, b: number): boolean {
  return String(a).length < String(b).length;
}

function replaced<T>(items: readonly T[], at: number, item: T): T[] {
  return items.map((old, k) => (k === at ? item : old));
}
