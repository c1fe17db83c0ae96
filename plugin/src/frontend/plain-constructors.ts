/** Constructors that do no more than to make their parameters fields. */
import ts from "typescript-6";
import type { ClassInfo } from "./class-info.js";
import { isNewGuard } from "./new-guards.js";

/** The fields that the parameters of the constructor become, where it does nothing else and anyone may call it. */
export function plainArguments(info: ClassInfo): readonly string[] | undefined {
  const { constructorNode } = info;
  const flags = constructorNode ? ts.getCombinedModifierFlags(constructorNode) : 0;
  return flags & HIDDEN ? undefined : fieldsOfParameters(info);
}

const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

function fieldsOfParameters(info: ClassInfo): readonly string[] | undefined {
  const { constructorNode, base } = info;
  const inherited = base && fieldsOfParameters(base);
  if (base && !inherited) return undefined;
  if (info.fields.some(({ initializer }) => initializer)) return undefined;
  if (!constructorNode) return inherited ?? (info.fields.length === 0 ? [] : undefined);
  const parameters = constructorNode.parameters.map((parameter) =>
    ts.isIdentifier(parameter.name) && !parameter.initializer && !parameter.dotDotDotToken ? parameter.name.text : "",
  );
  const fields = new Map<string, string>();
  for (const field of info.fields) if (ts.isParameter(field.declaration)) fields.set(field.name, field.name);
  for (const statement of constructorNode.body!.statements) {
    if (isNewGuard(statement)) continue;
    const call = baseCall(statement, base);
    if (call && inherited) {
      if (call.length !== inherited.length) return undefined;
      inherited.forEach((field, k) => fields.set(call[k], field));
      continue;
    }
    const assigned = fieldAssignment(statement);
    if (!assigned) return undefined;
    if (fields.has(assigned.from)) return undefined;
    fields.set(assigned.from, assigned.field);
  }
  const all = parameters.map((parameter) => fields.get(parameter));
  const isComplete = all.length === fieldNames(info).size && new Set(all).size === all.length;
  return isComplete && all.every((field) => field !== undefined) ? all : undefined;
}

function fieldNames({ base, fields }: ClassInfo): Set<string> {
  return new Set([...(base ? fieldNames(base) : []), ...fields.map(({ name }) => name)]);
}

/** The names in `super(a, b);` and in `Base.call(this, a, b);`. */
function baseCall(node: ts.Statement, base: ClassInfo | undefined): readonly string[] | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined;
  const { expression, arguments: args } = node.expression;
  const isSuper = expression.kind === ts.SyntaxKind.SuperKeyword;
  const isCall = base !== undefined && !ts.isClassLike(base.node) && expression.getText() === `${base.name}.call`;
  const given = isCall && args[0]?.kind === ts.SyntaxKind.ThisKeyword ? args.slice(1) : args;
  const names = [...given].filter(ts.isIdentifier).map((arg) => arg.text);
  return (isSuper || given !== args) && names.length === given.length ? names : undefined;
}

/** `this.field = from;` */
function fieldAssignment(node: ts.Statement): { readonly field: string; readonly from: string } | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return undefined;
  const { left, right, operatorToken } = node.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(right)) return undefined;
  if (!ts.isPropertyAccessExpression(left) || left.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  return ts.isIdentifier(left.name) ? { field: left.name.text, from: right.text } : undefined;
}
