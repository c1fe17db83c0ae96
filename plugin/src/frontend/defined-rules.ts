/** `defineRule(f, rule)`: rules for functions that are declared elsewhere. They hold in the whole program. */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { emptyRegion } from "../ir/builder.js";
import { Lowering } from "./lowering.js";
import { packageName, resolveAlias } from "./package-names.js";
import type { Session } from "./session.js";
import { unwrap } from "./syntax.js";
import { type CustomRule, type CustomValue, type FrontValue, type FunctionValue, isValue } from "./values.js";

/** What a rule is found by: the function's own code, or its name where only declarations tell of it. */
type Key = ts.Node | ts.Symbol;

const tables = new WeakMap<Session, Map<Key, Definition>>();

interface Definition {
  readonly operand: ts.Expression;
  readonly rules: readonly RuleText[];
}

export interface RuleText {
  readonly role: CustomRule["role"];
  readonly at: ts.Expression;
}

/** The function with its rule, if the program defines one for it. */
export function withDefinedRule(l: Lowering, value: FunctionValue): CustomValue | undefined {
  return value.asWritten ? undefined : customOf(l, tableOf(l).get(value.node), { ...value, asWritten: true });
}

/** The same of a name that only declarations tell of. */
export function foreignWithRule(l: Lowering, node: ts.Expression): CustomValue | undefined {
  const table = tableOf(l);
  const symbol = table.size > 0 ? symbolOf(l, node) : undefined;
  return symbol && customOf(l, table.get(symbol), l.constant(undefined));
}

function customOf(l: Lowering, found: Definition | undefined, primal: FrontValue): CustomValue | undefined {
  if (!found) return undefined;
  const { operand } = found;
  const rules = found.rules.map(({ role, at }) => ({ role, at, value: moduleLevel(l, at).expression(unwrap(at)) }));
  return rules.some(({ value }) => isValue(value)) ? undefined : { kind: "custom", primal, rules, operand };
}

function moduleLevel(l: Lowering, at: ts.Node): Lowering {
  return new Lowering(l.session, l.handlers, emptyRegion(), at);
}

export function symbolOf(l: Lowering, node: ts.Expression): ts.Symbol | undefined {
  const inner = unwrap(node);
  const symbol = l.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(inner) ? inner.name : inner);
  return symbol && resolveAlias(l.checker, symbol);
}

function tableOf(l: Lowering): ReadonlyMap<Key, Definition> {
  const { session } = l;
  const known = tables.get(session);
  if (known) return known;
  const table = new Map<Key, Definition>();
  tables.set(session, table);
  const files = session.program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && file.text.includes("defineRule"));
  // Which of two rules is the second does not depend on the order in which the program lists its files.
  for (const file of files.sort((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    for (const statement of file.statements) {
      const call = ts.isExpressionStatement(statement) ? unwrap(statement.expression) : undefined;
      if (!call || !ts.isCallExpression(call) || packageName(l.checker, call.expression) !== "defineRule") continue;
      const definition = definitionOf(call);
      const key = definition && keyOf(moduleLevel(l, call), definition.operand);
      if (key && table.has(key)) session.report(call, "AD1022", { function: excerpt(definition.operand.getText()) });
      else if (key) table.set(key, definition);
      else session.report(call, "AD1001", { operator: "defineRule", operand: excerpt(call.getText()) });
    }
  }
  return table;
}

/** Whether there is no code for it in the program. */
export function isDeclaredOnly({ declarations = [] }: ts.Symbol): boolean {
  const isWithoutCode = (node: ts.Node): boolean =>
    node.getSourceFile().isDeclarationFile || (ts.isFunctionDeclaration(node) && !node.body);
  return declarations.length > 0 && declarations.every(isWithoutCode);
}

function definitionOf(call: ts.CallExpression): Definition | undefined {
  const [operand, given] = call.arguments;
  const rules = given && rulesIn(given);
  return rules && { operand, rules };
}

/** The rules in a literal `{ jvp, forward, backward }`; nothing if it is no such thing. */
export function rulesIn(given: ts.Expression): readonly RuleText[] | undefined {
  const literal = unwrap(given);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const rules: RuleText[] = [];
  // `backward` needs what `forward` returns.
  for (const role of ["jvp", "forward", "backward"] as const) {
    const property = literal.properties.find(
      (each) => each.name && ts.isIdentifier(each.name) && each.name.text === role,
    );
    if (!property) continue;
    const isGiven = ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property);
    if (!isGiven) return undefined;
    rules.push({ role, at: ts.isPropertyAssignment(property) ? property.initializer : property.name });
  }
  return rules.length === literal.properties.length && rules.length > 0 ? rules : undefined;
}

function keyOf(l: Lowering, operand: ts.Expression): Key | undefined {
  const symbol = symbolOf(l, operand);
  if (symbol && isDeclaredOnly(symbol)) return symbol;
  const value = l.expression(unwrap(operand));
  return !isValue(value) && value.kind === "function" ? value.node : undefined;
}
