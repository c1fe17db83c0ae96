/** Functions that run once, when their module is loaded: what is declared in them is there once, as what the module declares. */
import ts from "typescript-6";
import { unwrap } from "./syntax.js";

export type OnceRun = ts.FunctionExpression | ts.ArrowFunction;

/** The arguments that it is called with, in the order of its parameters. */
type Given = readonly ts.Expression[];

const known = new WeakMap<ts.Node, Given | null>();

/** Whether a function is called where it stands, at the top level of a module or of another such function. */
export function isOnceRun(node: ts.Node): node is OnceRun {
  return argumentsOf(node) !== undefined;
}

/** Whether a node is evaluated once at most, when its module is loaded. */
export function runsOnce(node: ts.Node): boolean {
  for (let { parent } = node; parent && !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isFunctionLike(parent)) return isOnceRun(parent);
    if (ts.isIterationStatement(parent, false) || ts.isClassLike(parent)) return false;
  }
  return true;
}

/** Whether a node stands directly in a module or a namespace of one, or in the body of a function that runs once. */
export function isModuleBody(node: ts.Node): boolean {
  if (ts.isModuleBlock(node)) return isModuleBody(node.parent.parent) && !node.getSourceFile().isDeclarationFile;
  return ts.isSourceFile(node) || (ts.isBlock(node) && isOnceRun(node.parent));
}

/** Whether a name is declared in the body of a function that runs once, or is a parameter of it. */
export function isDeclaredOnce(node: ts.Declaration): boolean {
  const owner = ownerOf(node);
  return placeOnce(node) !== undefined || (owner !== undefined && ts.isParameter(owner) && isOnceRun(owner.parent));
}

/** The declaration that an element of a pattern belongs to. */
function ownerOf(node: ts.Declaration): ts.Node | undefined {
  return ts.findAncestor(node, (each) => !ts.isBindingElement(each) && !ts.isBindingName(each));
}

/** Where what is declared in a function that runs once has its value; nothing for other declarations. */
export function placeOnce(node: ts.Declaration): number | undefined {
  const owner = ownerOf(node);
  if (owner && ts.isParameter(owner)) return isOnceRun(owner.parent) ? beginningOf(owner.parent) : undefined;
  if (!owner || !ts.isVariableDeclaration(owner) || !ts.isVariableStatement(owner.parent.parent)) return undefined;
  const statement = owner.parent.parent;
  return !ts.isSourceFile(statement.parent) && isModuleBody(statement.parent) ? statement.end : undefined;
}

/** Behind the directives. */
function beginningOf({ body }: OnceRun): number | undefined {
  if (!ts.isBlock(body)) return undefined;
  const isDirective = (each: ts.Statement): boolean =>
    ts.isExpressionStatement(each) && ts.isStringLiteral(each.expression);
  const first = body.statements.findIndex((each) => !isDirective(each));
  const last = first < 0 ? body.statements.at(-1) : body.statements[first - 1];
  return last?.end ?? body.statements.pos;
}

/** What a parameter of a function that runs once is given. */
export function givenTo(parameter: ts.ParameterDeclaration): ts.Expression | undefined {
  if (parameter.initializer || parameter.dotDotDotToken) return undefined;
  const given = argumentsOf(parameter.parent);
  return given?.[parameter.parent.parameters.indexOf(parameter)];
}

/** What a name stands for that is a parameter of a function that runs once, or a variable of the module. */
export function givenAs(node: ts.Identifier): ts.Expression | undefined {
  const around = ts.findAncestor(node, (each) => ts.isFunctionLike(each) && parameterOf(each, node.text) !== undefined);
  const parameter = around && parameterOf(around as ts.SignatureDeclaration, node.text);
  return parameter ? givenTo(parameter) : variablesOf(node.getSourceFile()).get(node.text);
}

const variables = new WeakMap<ts.SourceFile, ReadonlyMap<string, ts.Expression>>();

function variablesOf(file: ts.SourceFile): ReadonlyMap<string, ts.Expression> {
  const known = variables.get(file);
  if (known) return known;
  const found = new Map<string, ts.Expression>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer && ts.isIdentifier(name)) found.set(name.text, initializer);
    }
  }
  variables.set(file, found);
  return found;
}

function parameterOf(node: ts.SignatureDeclaration, name: string): ts.ParameterDeclaration | undefined {
  return node.parameters.find((each) => ts.isIdentifier(each.name) && each.name.text === name);
}

/** The function that runs once which a call runs. */
export function onceCalled(node: ts.CallExpression): OnceRun | undefined {
  const callee = calleeOf(node);
  if (isOnceRun(callee)) return ownCall(callee) ? callee : undefined;
  const given = ts.isIdentifier(callee) ? givenAs(callee) : undefined;
  const factory = given && unwrap(given);
  return factory && isOnceRun(factory) && factoryCallOf(factory) === node ? factory : undefined;
}

/** What a function that runs once returns, where that is the value of its call. */
export function returnedOnce(node: ts.CallExpression): ts.Expression | undefined {
  const callee = onceCalled(node);
  if (!callee) return undefined;
  const { body } = callee;
  if (!ts.isBlock(body)) return body;
  const last = body.statements.at(-1);
  const isOnly = body.statements.every((each) => each === last || !mayReturn(each));
  return isOnly && last && ts.isReturnStatement(last) ? last.expression : undefined;
}

/** Whether a statement may end the function that it stands in. */
export function mayReturn(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => mayReturn(child) || undefined) ?? false);
}

function calleeOf(node: ts.CallExpression): ts.Expression {
  const callee = unwrap(node.expression);
  const isCall = ts.isPropertyAccessExpression(callee) && callee.name.text === "call";
  return isCall ? unwrap(callee.expression) : callee;
}

function argumentsOf(node: ts.Node): Given | undefined {
  if (!ts.isFunctionExpression(node) && !ts.isArrowFunction(node)) return undefined;
  const found = known.get(node);
  if (found !== undefined) return found ?? undefined;
  known.set(node, null);
  const isPlain = !node.asteriskToken && !node.modifiers && !callsItself(node);
  const given = isPlain ? (ownCall(node) ?? factoryCall(node)) : undefined;
  known.set(node, given ?? null);
  return given;
}

/** Whether a function expression mentions itself by its name. */
function callsItself({ name, body }: OnceRun): boolean {
  const mentions = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name?.text) ||
    (ts.forEachChild(node, (child) => mentions(child) || undefined) ?? false);
  return name !== undefined && mentions(body);
}

/** `(function (a) { ... })(x)`, `(function (a) { ... }).call(this, x)` */
function ownCall(node: OnceRun): Given | undefined {
  const callee = outermost(node);
  const isMethod = ts.isPropertyAccessExpression(callee.parent) && callee.parent.name.text === "call";
  const called = isMethod ? callee.parent : callee;
  const call = called.parent;
  if (!ts.isCallExpression(call) || call.expression !== called || !runsOnce(call)) return undefined;
  return isMethod ? call.arguments.slice(1) : call.arguments;
}

/** `(function (root, factory) { ... factory(exports) ... })(this, function (exports) { ... })`, as CommonJS runs it. */
function factoryCall(node: OnceRun): Given | undefined {
  return factoryCallOf(node)?.arguments;
}

function factoryCallOf(node: OnceRun): ts.CallExpression | undefined {
  const argument = outermost(node);
  const call = argument.parent;
  if (!ts.isCallExpression(call)) return undefined;
  const wrapper = calleeOf(call);
  const at = argumentsOf(wrapper)?.indexOf(argument as ts.Expression) ?? -1;
  const parameter = at < 0 ? undefined : (wrapper as OnceRun).parameters[at];
  if (!parameter || !ts.isIdentifier(parameter.name)) return undefined;
  return commonJsCall(wrapper as OnceRun, parameter.name.text);
}

/** The call of a factory whose result `module.exports` becomes, or which is given `exports`. */
function commonJsCall(wrapper: OnceRun, name: string): ts.CallExpression | undefined {
  const visit = (node: ts.Node): ts.CallExpression | undefined => {
    if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      if (ts.isIdentifier(callee) && callee.text === name && isForCommonJs(node)) return node;
    }
    return ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, visit);
  };
  return ts.forEachChild(wrapper.body, visit);
}

function isForCommonJs(call: ts.CallExpression): boolean {
  const isExports = (node: ts.Node): boolean => /^(?:module\.)?exports$/.test(node.getText());
  if (call.arguments.some(isExports)) return true;
  const { parent } = outermost(call);
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
    ? isExports(parent.left)
    : false;
}

function outermost(node: ts.Node): ts.Node {
  return ts.isParenthesizedExpression(node.parent) ? outermost(node.parent) : node;
}
