/** The page `docs/primitives.md`, written from the rule table. */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Op, type Region, Value } from "../ir/ops.js";
import { PRIMITIVE_NAMES } from "../ir/primitives.js";
import { F64 } from "../ir/types.js";
import type { Rule, Spelling } from "./rule.js";
import { getRule } from "./table.js";

export function primitivesPage(): string {
  // Those with guards and those of the runtime are not the user's: generated code is made of them.
  const rules = PRIMITIVE_NAMES.map(getRule).filter(({ js }) => !("guarded" in js || "helper" in js));
  const smooth = rules.filter((rule) => rule.partial && !isOfLibrary(rule));
  const special = rules.filter(isOfLibrary);
  const flat = rules.filter((rule) => !rule.partial);
  return [
    "# Primitives",
    "",
    "<!-- Written by `npm run docs` from the rule table (plugin/src/rules). -->",
    "",
    "Every operator, every function of `Math` and every [special function](special.md), with its derivative. `y` is the value of the primitive and `t` the",
    "tangent of an operand (forward mode) or the cotangent of the value (reverse mode), so each derivative is given as",
    "the generated code computes it, times `t`. Each row is tested against differences and against its own second derivative.",
    "",
    "## With a derivative",
    "",
    table(
      ["value", "derivative times `t`", "differentiable", "convention at kinks, poles and ties", "source"],
      smooth.map((rule) => [code(value(rule)), derivatives(rule), rule.domain, rule.convention, rule.source]),
    ),
    "",
    "## Special functions",
    "",
    "Functions of `cotangent/special`. They have no derivative by their orders `n`, `i` and `j`, which are whole numbers.",
    "",
    table(
      ["value", "derivative times `t`", "differentiable", "convention at poles and ends", "source"],
      special.map((rule) => [code(value(rule)), derivatives(rule), rule.domain, rule.convention, rule.source]),
    ),
    "",
    "## With derivative zero",
    "",
    "Piecewise constant, or zero by definition. Comparisons and tests give booleans, which have no derivative.",
    "",
    table(
      ["value", "constant", "convention", "source"],
      flat.map((rule) => [code(value(rule)), rule.domain, rule.convention, rule.source]),
    ),
    "",
  ].join("\n");
}

function isOfLibrary({ js }: Rule): boolean {
  return "call" in js && js.from !== undefined;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function operandNames(rule: Rule): string[] {
  if (rule.operands) return [...rule.operands];
  if (rule.arity === "variadic") return ["a", "b", "c"];
  return rule.arity === 1 ? ["x"] : ["a", "b"];
}

function value(rule: Rule): string {
  if ("identity" in rule.js) return `${rule.name}(x)`;
  return spell(rule.js, operandNames(rule).map(leaf)).text;
}

/** One line per operand; of a variadic primitive the first stands for all, with two and with three operands. */
function derivatives(rule: Rule): string {
  const names = operandNames(rule);
  if (rule.arity === "variadic") {
    const counts = [2, 3].map((count) => derivative(rule, names.slice(0, count), 0));
    if (counts[0] === counts[1]) return `in a: ${code(counts[0])}`;
    return `in a, of two: ${code(counts[0])}<br>of three: ${code(counts[1])}`;
  }
  return names
    .flatMap((name, i) => (rule.integers?.includes(i) ? [] : [{ name, i }]))
    .map(({ name, i }) => (names.length > 1 ? `in ${name}: ` : "") + code(derivative(rule, names, i)))
    .join("<br>");
}

function derivative(rule: Rule, names: readonly string[], i: number): string {
  const args = names.map((name) => new Value(F64, name));
  const t = new Value(F64, "t");
  const y = new Value(F64, "y");
  const build = new Builder(emptyRegion());
  const result = rule.partial?.({ build, i, t, args, y });
  if (!result) return "0";
  const texts = new Map([...args, t, y].map((known) => [known, leaf(known.name ?? "")]));
  write(build.region, texts);
  return (texts.get(result) ?? leaf("?")).text;
}

/** A piece of JavaScript and how tightly its outermost operator binds. */
interface Expression {
  readonly text: string;
  readonly precedence: number;
}

const ATOM = 20;
const CONDITIONAL = 2;
const AND = 4;

function leaf(text: string): Expression {
  return { text, precedence: ATOM };
}

function write(region: Region, texts: Map<Value, Expression>): void {
  for (const op of region.ops) texts.set(op.results[0], expression(op, texts));
}

function expression(op: Op, texts: Map<Value, Expression>): Expression {
  const operands = op.operands.map((operand) => texts.get(operand) ?? leaf("?"));
  switch (op.kind) {
    case "const":
      return leaf(constant(op.value));
    case "prim":
      return spell(getRule(op.name).js, operands);
    case "if": {
      for (const arm of op.regions) write(arm, texts);
      const [then, otherwise] = op.regions.map((arm) => texts.get(arm.yields[0]) ?? leaf("?"));
      if (otherwise.text === "false") {
        return { text: `${within(operands[0], AND)} && ${within(then, AND)}`, precedence: AND };
      }
      const text = `${within(operands[0], CONDITIONAL + 1)} ? ${within(then, CONDITIONAL)} : ${within(otherwise, CONDITIONAL)}`;
      return { text, precedence: CONDITIONAL };
    }
    default:
      throw new Error(`${op.kind} is not part of a partial derivative`);
  }
}

function constant(value: unknown): string {
  if (value === Math.LN2) return "Math.LN2";
  return value === Math.LN10 ? "Math.LN10" : String(value);
}

function spell(js: Spelling, operands: readonly Expression[]): Expression {
  if ("identity" in js || "guarded" in js || "helper" in js) return operands[0];
  if ("composed" in js) {
    const x = new Value(F64);
    const build = new Builder(emptyRegion());
    const made = js.composed(build, x);
    const texts = new Map([[x, operands[0]]]);
    write(build.region, texts);
    return texts.get(made) ?? leaf("?");
  }
  if ("call" in js) return leaf(`${js.call}(${operands.map((operand) => operand.text).join(", ")})`);
  const { precedence } = js;
  if ("prefix" in js) return { text: `${js.prefix}${within(operands[0], precedence)}`, precedence };
  if ("postfix" in js) return { text: `${within(operands[0], precedence)}${js.postfix}`, precedence };
  const [left, right] = js.right ? [precedence + 1, precedence] : [precedence, precedence + 1];
  return { text: `${within(operands[0], left)} ${js.infix} ${within(operands[1], right)}`, precedence };
}

function within(operand: Expression, precedence: number): string {
  return operand.precedence < precedence ? `(${operand.text})` : operand.text;
}
