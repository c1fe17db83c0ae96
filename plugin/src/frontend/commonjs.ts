/** What a CommonJS module exports, read from the assignments that it consists of. */
import ts from "typescript-6";
import { givenAs, isOnceRun, onceCalled } from "./module-scope.js";
import { unwrap } from "./syntax.js";

export interface CommonJsExports {
  /** What `module.exports` is replaced by, each time that it is. */
  readonly whole: readonly ts.Expression[];
  /** Everything that is assigned to a name of the exports. */
  readonly members: ReadonlyMap<string, readonly ts.Expression[]>;
  /** Calls of `require` whose exports are copied. */
  readonly stars: readonly ts.CallExpression[];
  /** It says by `__esModule` that it was an ES module once. */
  readonly wasEsModule: boolean;
}

const known = new WeakMap<ts.SourceFile, CommonJsExports>();

export function commonJsExports(file: ts.SourceFile): CommonJsExports {
  const found = known.get(file) ?? new Scan().file(file);
  known.set(file, found);
  return found;
}

/** The names of the exports, as far as the syntax tells. */
export function exportedNames(file: ts.SourceFile): string[] {
  const { whole, members } = commonJsExports(file);
  return [...members.keys(), ...whole.flatMap((value) => propertyNames(value, file))];
}

function propertyNames(value: ts.Expression, file: ts.SourceFile): string[] {
  const inner = unwrap(value);
  if (ts.isObjectLiteralExpression(inner)) {
    return inner.properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
  }
  if (!ts.isIdentifier(inner)) return [];
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const { declarations } = statement.declarationList;
      const found = declarations.find(({ name }) => ts.isIdentifier(name) && name.text === inner.text);
      return found?.initializer && ts.isObjectLiteralExpression(unwrap(found.initializer))
        ? propertyNames(found.initializer, file)
        : [];
    }
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
    const { left } = statement.expression;
    const isMember =
      ts.isPropertyAccessExpression(left) && ts.isIdentifier(left.expression) && left.expression.text === inner.text;
    return isMember ? [left.name.text] : [];
  });
}

/** Whether a file is a module by its syntax alone; what a compiler was told does not count. */
export function hasEsSyntax(file: ts.SourceFile): boolean {
  return file.statements.some(
    (node) =>
      ts.isImportDeclaration(node) ||
      ts.isExportDeclaration(node) ||
      ts.isExportAssignment(node) ||
      (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) ||
      (ts.canHaveModifiers(node) &&
        (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)),
  );
}

export function isCommonJs(file: ts.SourceFile): boolean {
  if (/\.[cm]?tsx?$/.test(file.fileName) || file.fileName.endsWith(".mjs")) return false;
  return !hasEsSyntax(file);
}

/** So many names stand for one another at most. */
const MAX_NAMES = 4;

/** `exports` or `module.exports`, also by another name that a module has for it. */
export function isExportsObject(node: ts.Expression, depth = 0): boolean {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) {
    if (inner.text === "exports") return true;
    const given = givenAs(inner);
    return given !== undefined && depth < MAX_NAMES && isExportsObject(given, depth + 1);
  }
  if (ts.isConditionalExpression(inner)) {
    const asksForModules = /\btypeof (?:exports|module)\b/.test(inner.condition.getText());
    return asksForModules && (isExportsObject(inner.whenTrue, depth) || isExportsObject(inner.whenFalse, depth));
  }
  return (
    ts.isPropertyAccessExpression(inner) &&
    inner.name.text === "exports" &&
    ts.isIdentifier(inner.expression) &&
    inner.expression.text === "module"
  );
}

export function requireCall(node: ts.Expression): ts.CallExpression | undefined {
  const inner = unwrap(node);
  const isRequire =
    ts.isCallExpression(inner) &&
    ts.isIdentifier(inner.expression) &&
    inner.expression.text === "require" &&
    inner.arguments.length === 1 &&
    ts.isStringLiteralLike(inner.arguments[0]);
  return isRequire ? inner : undefined;
}

/** `0 && (...)` and `x = void 0` are there for tools that look for names. */
function isPlaceholder(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isVoidExpression(inner) || (ts.isIdentifier(inner) && inner.text === "undefined");
}

class Scan {
  private readonly whole: ts.Expression[] = [];
  private readonly members = new Map<string, ts.Expression[]>();
  private readonly stars: ts.CallExpression[] = [];
  /** The tables of `__export(exports, { name: () => value })`, by the name of their target. */
  private readonly tables = new Map<string, ts.ObjectLiteralExpression>();
  private wasEsModule = false;

  file(file: ts.SourceFile): CommonJsExports {
    this.statements(file.statements);
    this.later(file);
    const { whole, members, stars, wasEsModule } = this;
    return { whole, members, stars, wasEsModule };
  }

  /** Assignments in functions, which run at any time: the names that they assign have no one value. */
  private later(root: ts.Node, inFunction = false): void {
    ts.forEachChild(root, (node) => {
      const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      const name = inFunction && isAssignment ? memberName(node.left) : undefined;
      if (name !== undefined && isAssignment) for (let time = 0; time < 2; time++) this.member(name, node.right);
      this.later(node, inFunction || (ts.isFunctionLike(node) && !isOnceRun(node)));
    });
  }

  private statements(list: readonly ts.Statement[]): void {
    for (const statement of list) this.statement(statement);
  }

  private statement(node: ts.Statement): void {
    if (ts.isExpressionStatement(node)) this.expression(node.expression);
    else if (ts.isVariableStatement(node)) {
      for (const { initializer } of node.declarationList.declarations) if (initializer) this.expression(initializer);
    } else if (ts.isIfStatement(node)) {
      const taken = isOfBuild(node.expression);
      if (taken !== false) this.statement(node.thenStatement);
      if (taken !== true && node.elseStatement) this.statement(node.elseStatement);
    } else if (ts.isBlock(node)) this.statements(node.statements);
  }

  private expression(node: ts.Expression): void {
    const inner = unwrap(node);
    if (ts.isBinaryExpression(inner)) {
      if (inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
        this.expression(inner.left);
        this.expression(inner.right);
      } else if (inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
        this.assignment(inner.left, assignedValue(inner.right));
        this.expression(inner.right);
      } else if (
        inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
        !ts.isNumericLiteral(inner.left)
      ) {
        this.expression(inner.right);
      }
    } else if (ts.isConditionalExpression(inner)) {
      this.expression(inner.whenTrue);
      this.expression(inner.whenFalse);
    } else if (ts.isPrefixUnaryExpression(inner)) this.expression(inner.operand);
    else if (ts.isCallExpression(inner)) this.call(inner);
  }

  private assignment(target: ts.Expression, value: ts.Expression): void {
    const inner = unwrap(target);
    if (isExportsObject(inner)) {
      if (!isExportsObject(value) && !(ts.isIdentifier(inner) && inner.text === "exports")) this.replaced(value);
      return;
    }
    const name = memberName(inner);
    if (name === undefined || isPlaceholder(value)) return;
    if (name === "__esModule") this.wasEsModule = true;
    else this.member(name, value);
  }

  private replaced(value: ts.Expression): void {
    const table = esbuildTable(value);
    const literal = table && this.tables.get(table);
    if (literal) this.getters(literal);
    else this.whole.push(value);
  }

  private member(name: string, value: ts.Expression): void {
    this.members.set(name, [...(this.members.get(name) ?? []), value]);
  }

  private call(node: ts.CallExpression): void {
    const once = onceCalled(node);
    if (once) {
      if (ts.isBlock(once.body)) this.statements(once.body.statements);
      else this.expression(once.body);
    }
    const [first, second, third] = node.arguments;
    const callee = calleeName(node);
    if (callee === "defineProperty" && first && isExportsObject(first) && second && ts.isStringLiteralLike(second)) {
      if (second.text === "__esModule") this.wasEsModule = true;
      const value = third && describedValue(third);
      if (value && second.text !== "__esModule") this.member(second.text, value);
    } else if (callee === "__exportStar" && first) {
      const required = requireCall(first);
      if (required) this.stars.push(required);
    } else if (callee === "__export" && first && second && ts.isObjectLiteralExpression(second)) {
      if (isExportsObject(first)) this.getters(second);
      else if (ts.isIdentifier(first)) this.tables.set(first.text, second);
    }
  }

  private getters(literal: ts.ObjectLiteralExpression): void {
    this.wasEsModule = true;
    for (const property of literal.properties) {
      if (!ts.isPropertyAssignment(property)) continue;
      const value = returned(property.initializer);
      const { name } = property;
      if (value && (ts.isIdentifier(name) || ts.isStringLiteral(name))) this.member(name.text, value);
    }
  }
}

/** What `process.env.NODE_ENV === "production"` is while the compiler runs; nothing for other conditions. */
function isOfBuild(node: ts.Expression): boolean | undefined {
  const inner = unwrap(node);
  if (!ts.isBinaryExpression(inner)) return undefined;
  const [left, right] = [inner.left, inner.right].map(unwrap);
  const [asked, value] = ts.isStringLiteralLike(left) ? [right, left] : [left, right];
  if (asked.getText() !== "process.env.NODE_ENV" || !ts.isStringLiteralLike(value)) return undefined;
  const isSame = process.env.NODE_ENV === value.text;
  const operator = inner.operatorToken.getText();
  return /^===?$/.test(operator) ? isSame : /^!==?$/.test(operator) ? !isSame : undefined;
}

/** The value of `a = b = value`. */
export function assignedValue(node: ts.Expression): ts.Expression {
  const inner = unwrap(node);
  const isAssignment = ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isAssignment ? assignedValue(inner.right) : inner;
}

/** `name` of `exports.name` and `module.exports["name"]`. */
function memberName(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node) && isExportsObject(node.expression)) return node.name.text;
  if (!ts.isElementAccessExpression(node) || !isExportsObject(node.expression)) return undefined;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

function calleeName({ expression }: ts.CallExpression): string | undefined {
  const inner = unwrap(expression);
  if (ts.isIdentifier(inner)) return inner.text;
  return ts.isPropertyAccessExpression(inner) ? inner.name.text : undefined;
}

/** The name in `__toCommonJS(name)`. */
function esbuildTable(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node) || calleeName(node) !== "__toCommonJS") return undefined;
  const [argument] = node.arguments;
  return argument && ts.isIdentifier(argument) ? argument.text : undefined;
}

/** What a property descriptor gives: its `value`, or what its `get` returns. */
function describedValue(node: ts.Expression): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  for (const property of node.properties) {
    const name = property.name && ts.isIdentifier(property.name) ? property.name.text : undefined;
    if (name === "value" && ts.isPropertyAssignment(property)) return property.initializer;
    if (name !== "get") continue;
    return ts.isMethodDeclaration(property)
      ? returned(property)
      : ts.isPropertyAssignment(property)
        ? returned(property.initializer)
        : undefined;
  }
  return undefined;
}

/** The expression that a function consists of. */
function returned(node: ts.Node): ts.Expression | undefined {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node) && !ts.isMethodDeclaration(node)) return undefined;
  const { body } = node;
  if (!body || !ts.isBlock(body)) return body;
  const [statement] = body.statements;
  return body.statements.length === 1 && statement && ts.isReturnStatement(statement)
    ? statement.expression
    : undefined;
}
