/**
 * Loops with a schedule of checkpoints, `@checkpoint binomial 8` in a comment in front of them. Such a loop is a function of its own, which
 * takes all that it refers to, and the schedule first: what it has to keep for the reverse sweep is what it takes and hands on.
 */
import ts from "typescript-6";
import { excerpt } from "../diagnostics/index.js";
import { emptyRegion, producerOf } from "../ir/builder.js";
import { type Func, Value, type WhileOp } from "../ir/ops.js";
import { cloneOp, cloneValue, freeValues } from "../ir/traverse.js";
import { OPAQUE } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { globalBinding, UNNAMED } from "./modules.js";
import { packageName } from "./package-names.js";
import { spanOf } from "./session.js";
import { isValue } from "./values.js";

/** The schedules that a comment may name, and whether a number belongs to them; code may also call `dynamic`. */
const schedules: ReadonlyMap<string, boolean> = new Map([
  ["none", false],
  ["sqrt", false],
  ["halving", false],
  ["every", true],
  ["binomial", true],
  ["online", true],
]);

/** The schedule that a comment in front of a loop asks for. */
export function scheduleOf(l: Lowering, loop: ts.Node): Value | undefined {
  const text = pragmaOf(loop);
  if (text === undefined) return undefined;
  const [name = "", count, ...rest] = text.split(/\s+/);
  const takesCount = schedules.get(name);
  if (takesCount !== undefined && rest.length === 0) {
    const isComplete = takesCount ? /^[1-9]\d*$/.test(count ?? "") : count === undefined;
    if (isComplete) return l.build.extern([`${name}(${count ?? ""})`], [], OPAQUE, { effect: "none", uses: [name] });
  }
  const isName = count === undefined && takesCount === undefined;
  const symbol = isName ? l.checker.resolveName(name, loop, ts.SymbolFlags.Value, false) : undefined;
  const variable = symbol && scheduleIn(l, symbol);
  if (!variable) l.session.report(loop, "AD1023", { text: excerpt(text) });
  return variable;
}

/** A call of a function of `cotangent/checkpoint` that makes a schedule; nothing for any other call. */
export function lowerSchedule(l: Lowering, node: ts.CallExpression): Value | undefined {
  const name = packageName(l.checker, node.expression, "cotangent/checkpoint");
  if (name === undefined || !(schedules.has(name) || name === "dynamic")) return undefined;
  const args = node.arguments.map((arg) => l.value(arg));
  const template = args.length === 0 ? [`${name}()`] : [`${name}(`, ...args.slice(1).map(() => ", "), ")"];
  const effect = args.some(({ type }) => type.kind === "ref") ? "reads" : "none";
  return l.build.extern(template, args, OPAQUE, { effect, uses: [name] });
}

/** The schedule that a variable holds. What it is made of is nothing to the compiler. */
export function scheduleIn(l: Lowering, symbol: ts.Symbol): Value | undefined {
  const variable = l.scope.lookup(symbol);
  if (!variable) return globalBinding(l, symbol, OPAQUE);
  const value = l.read(variable);
  return isValue(value) ? value : undefined;
}

/** Comments are scanned as text: `tsc` does not parse JSDoc. */
function pragmaOf(loop: ts.Node): string | undefined {
  const statement = ts.isLabeledStatement(loop.parent) ? loop.parent : loop;
  const { text } = loop.getSourceFile();
  const start = statement.getFullStart();
  const comments = [ts.getTrailingCommentRanges(text, start), ts.getLeadingCommentRanges(text, start)];
  for (const { pos, end } of comments.flatMap((ranges) => ranges ?? [])) {
    const [, found] = /^[\s/*]*@checkpoint\b([^\n*]*)/m.exec(text.slice(pos, end)) ?? [];
    if (found !== undefined) return found.trim();
  }
  return undefined;
}

/** Makes the last operation, a loop, a function and a call of it, of whose results some are not used. */
export function outline(l: Lowering, schedule: Value, node: ts.Node, unused: ReadonlySet<unknown>): void {
  const { region } = l.build;
  const loop = region.ops.pop() as WhileOp;
  const body = emptyRegion([new Value(OPAQUE, "schedule")]);
  const map = new Map<Value, Value>();
  const inputs: Value[] = [];
  for (const value of freeValues(loop)) {
    const maker = producerOf(value);
    if (maker?.kind === "const") {
      body.ops.push(cloneOp(maker, map));
      continue;
    }
    inputs.push(value);
    map.set(value, cloneValue(value));
    body.params.push(map.get(value)!);
  }
  body.ops.push(cloneOp(loop, map));
  const results = loop.results.filter((result) => !unused.has(result));
  body.yields = results.map((result) => map.get(result)!);
  const file = node.getSourceFile();
  const around = l.session.unfinished.at(-1)?.func.source ?? UNNAMED;
  const callee: Func = {
    name: l.session.uniqueName(`${around}_loop`, file),
    body,
    results: results.map(({ type }) => type),
    file: file.fileName,
    span: spanOf(node),
    source: `loop of ${around}`,
    scheduled: true,
  };
  l.build.add({ kind: "call", callee, operands: [schedule, ...inputs], results, regions: [] });
}
