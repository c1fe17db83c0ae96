/**
 * Algebraic identities of scalar primitives. In the program's own code they hold to the last bit, for every IEEE value
 * and for a missing element; in adjoint code the sign of zero may differ, and operands are taken to be numbers.
 */
import type { Builder } from "../ir/builder.js";
import type { Op, PrimOp, Value } from "../ir/ops.js";
import { isNumber } from "../ir/types.js";

export interface Folding {
  /** The operation that defines a value; undefined for parameters. */
  definition(value: Value): Op | undefined;
  /** Whether a value is certainly there: a number, boolean or memory of its type, never a missing element. */
  isProper(value: Value): boolean;
  isUsedOnce(value: Value): boolean;
  /** Where the counter of a loop begins; nothing for other values. */
  startOf(value: Value): Value | undefined;
}

/** A value equal to the result of `op`, if there is a cheaper one; new operations go through `build`. */
export function simplify(op: PrimOp, facts: Folding, build: Builder): Value | undefined {
  const { operands } = op;
  const [a, b] = operands;
  const [left, right] = [facts.definition(a), facts.definition(b)];

  switch (op.name) {
    case "add":
      if (is(right, -0)) return number(a, op, facts);
      if (is(left, -0)) return number(b, op, facts);
      if (is(left, 0) && isNeverNegativeZero(b, facts)) return b;
      if (is(right, 0) && isNeverNegativeZero(a, facts)) return a;
      if (!op.adjoint) return undefined;
      if (is(right, 0)) return a;
      if (is(left, 0)) return b;
      if (minus(right)) return build.prim("sub", a, minus(right)!);
      if (minus(left)) return build.prim("sub", b, minus(left)!);
      return doubled(op, facts, build);
    case "sub":
      if (is(right, 0)) return number(a, op, facts);
      if (!op.adjoint) return undefined;
      if (is(left, 0)) return build.prim("neg", b);
      if (minus(right)) return build.prim("add", a, minus(right)!);
      return doubled(op, facts, build);
    case "mul":
      if (is(right, 1)) return number(a, op, facts);
      if (is(left, 1)) return number(b, op, facts);
      if (!op.adjoint) return undefined;
      if (is(right, -1)) return build.prim("neg", a);
      if (is(left, -1)) return build.prim("neg", b);
      if (minus(left)) return build.prim("neg", build.prim("mul", minus(left)!, b));
      if (minus(right)) return build.prim("neg", build.prim("mul", a, minus(right)!));
      return rescaled(op, facts, build);
    case "div":
      if (is(right, 1)) return number(a, op, facts);
      if (is(left, 1)) {
        const exponent = fermiExponent(b, facts);
        if (exponent) return build.prim("fermi", exponent);
      }
      if (!op.adjoint) return undefined;
      if (is(right, -1)) return build.prim("neg", a);
      if (minus(left)) return build.prim("neg", build.prim("div", minus(left)!, b));
      if (minus(right)) return build.prim("neg", build.prim("div", a, minus(right)!));
      return rescaled(op, facts, build);
    case "mulOrZero":
    case "divOrZero":
      return guarded(op, facts, build);
    case "pow":
      // By definition, of any base; the first power is only required to be close.
      if (is(right, 0) || is(right, -0)) return build.const(1, op.results[0].type);
      return op.adjoint && is(right, 1) ? a : undefined;
    case "neg": {
      const inner = minus(left);
      if (inner) return number(inner, op, facts);
      const reversed = op.adjoint && left?.kind === "prim" && left.name === "sub";
      return reversed ? build.prim("sub", left.operands[1], left.operands[0]) : undefined;
    }
    case "max":
      if (operands.length === 2 && is(right, 0) && left?.kind === "length") return a;
      return operands.length === 1 ? number(a, op, facts) : undefined;
    case "min":
      return operands.length === 1 ? number(a, op, facts) : undefined;
    case "abs":
      return left?.kind === "prim" && left.name === "abs" ? a : undefined;
    case "floor":
    case "ceil":
    case "round":
    case "trunc":
    case "whole":
      return a.type.kind === "int" && facts.isProper(a) ? a : undefined;
    case "toNumber":
      return isNumber(a.type) ? number(a, op, facts) : undefined;
    case "toBoolean":
      return a.type.kind === "bool" && facts.isProper(a) ? a : undefined;
    case "not":
      return negated(a, facts, build);
    case "isNullish":
      return facts.isProper(a) ? build.const(false) : undefined;
    case "eq":
    case "ne":
    case "looseEq":
    case "looseNe": {
      if (a === b && left?.kind === "length") return build.const(op.name === "eq" || op.name === "looseEq");
      const never = (isMissing(left) && facts.isProper(b)) || (isMissing(right) && facts.isProper(a));
      return never ? build.const(op.name === "ne" || op.name === "looseNe") : decided(op, facts, build);
    }
    default:
      return undefined;
  }
}

function is(op: Op | undefined, wanted: number): boolean {
  return op?.kind === "const" && Object.is(op.value, wanted);
}

function isMissing(op: Op | undefined): boolean {
  return op?.kind === "const" && (op.value === undefined || op.value === null);
}

/** x, of -x. */
function minus(op: Op | undefined): Value | undefined {
  return op?.kind === "prim" && op.name === "neg" ? op.operands[0] : undefined;
}

/** An operand that is given back as it is, where it is a number. */
function number(value: Value, op: PrimOp, facts: Folding): Value | undefined {
  return op.adjoint || facts.isProper(value) ? value : undefined;
}

/**
 * Of a length, a square, or a sum that begins with one; a sum is -0 where both of its terms are. A counter is so in its first turn at most,
 * as no difference of other numbers is.
 */
function isNeverNegativeZero(value: Value, facts: Folding): boolean {
  const start = facts.startOf(value);
  if (start) return isNeverNegativeZero(start, facts);
  const op = facts.definition(value);
  if (op?.kind === "const") return typeof op.value === "number" && !Object.is(op.value, -0);
  if (op?.kind === "length") return true;
  if (op?.kind !== "prim") return false;
  const [a, b] = op.operands;
  if (op.name === "mul") return a === b;
  return op.name === "exp" || op.name === "abs" || (op.name === "add" && isNeverNegativeZero(a, facts));
}

/** x, of 1 + exp(x) that is used for nothing else. */
function fermiExponent(value: Value, facts: Folding): Value | undefined {
  const sum = facts.definition(value);
  if (sum?.kind !== "prim" || sum.name !== "add" || !facts.isUsedOnce(value)) return undefined;
  const isOne = (term: Value): boolean => {
    const op = facts.definition(term);
    return op?.kind === "const" && op.value === 1;
  };
  const term = sum.operands.find((_, k) => isOne(sum.operands[1 - k]));
  const exponential = term && facts.isUsedOnce(term) ? facts.definition(term) : undefined;
  return exponential?.kind === "prim" && exponential.name === "exp" ? exponential.operands[0] : undefined;
}

/** t + t = 2 t, which is exact; p + t + t = p + 2 t, as where a value is a factor of its own product. */
function doubled({ name, operands: [a, b] }: PrimOp, facts: Folding, build: Builder): Value | undefined {
  const twice = (): Value => build.prim("mul", build.const(2), b);
  if (name === "add" && a === b) return twice();
  const inner = facts.definition(a);
  if (inner?.kind !== "prim" || !facts.isUsedOnce(a)) return undefined;
  if (name === "sub" && inner.name === "neg" && inner.operands[0] === b) {
    return build.prim("mul", build.const(-2), b);
  }
  if (inner.name !== name) return undefined;
  const [first, second] = inner.operands;
  if (second === b) return build.prim(name, first, twice());
  return name === "add" && first === b ? build.prim(name, second, twice()) : undefined;
}

/** A product or quotient that is 0 where its first operand is, in a form that needs no test, or one that reads better. */
function guarded({ name, operands: [a, b] }: PrimOp, facts: Folding, build: Builder): Value | undefined {
  const [left, right] = [facts.definition(a), facts.definition(b)];
  const plain = name === "mulOrZero" ? "mul" : "div";
  if (left?.kind === "const" && typeof left.value === "number") return left.value === 0 ? a : build.prim(plain, a, b);
  if (right?.kind === "const" && typeof right.value === "number" && Number.isFinite(right.value) && right.value !== 0)
    return build.prim(plain, a, b);
  if (left?.kind === "prim" && left.name === "neg") return build.prim("neg", build.prim(name, left.operands[0], b));
  if (right?.kind !== "prim") return undefined;
  if (right.name === "neg") return build.prim("neg", build.prim(name, a, right.operands[0]));
  const over = right.name === "div" ? facts.definition(right.operands[0]) : undefined;
  const isInverse = name === "mulOrZero" && over?.kind === "const" && over.value === 1;
  return isInverse ? build.prim("divOrZero", a, right.operands[1]) : undefined;
}

interface Scaled {
  readonly scale: number;
  readonly of: Value;
  /** Divided by the scale rather than multiplied. */
  readonly over: boolean;
}

/** Constant factors that meet become one where that is exact but for overflow: where one of them is a power of two. */
function rescaled(op: PrimOp, facts: Folding, build: Builder): Value | undefined {
  const outer = scaled(op, facts);
  if (!outer) return op.name === "mul" ? unscaledProduct(op, facts, build) : undefined;
  const inner = scaled(facts.definition(outer.of), facts);
  if (!inner) return undefined;
  const { of } = inner;
  if (outer.over === inner.over) {
    if (!isPowerOfTwo(outer.scale) && !isPowerOfTwo(inner.scale)) return undefined;
    return scaledBy(build, of, outer.scale * inner.scale, outer.over);
  }
  const [times, over] = outer.over ? [inner.scale, outer.scale] : [outer.scale, inner.scale];
  if (isPowerOfTwo(over)) return scaledBy(build, of, times / over, false);
  return isPowerOfTwo(times) ? scaledBy(build, of, over / times, true) : undefined;
}

/** (2 x) (y / 2) = x y */
function unscaledProduct({ operands: [a, b] }: PrimOp, facts: Folding, build: Builder): Value | undefined {
  const [left, right] = [scaled(facts.definition(a), facts), scaled(facts.definition(b), facts)];
  if (!left || !right || !isPowerOfTwo(left.scale)) return undefined;
  const factor = ({ scale, over }: Scaled): number => (over ? 1 / scale : scale);
  return factor(left) * factor(right) === 1 ? build.prim("mul", left.of, right.of) : undefined;
}

function scaled(op: Op | undefined, facts: Folding): Scaled | undefined {
  if (op?.kind !== "prim" || (op.name !== "mul" && op.name !== "div")) return undefined;
  const factor = (value: Value): number | undefined => {
    const found = facts.definition(value);
    const known = found?.kind === "const" && typeof found.value === "number" ? found.value : 0;
    return known !== 0 && Number.isFinite(known) ? known : undefined;
  };
  const [a, b] = op.operands;
  const [left, right] = [factor(a), factor(b)];
  if (right !== undefined) return { scale: right, of: a, over: op.name === "div" };
  return left !== undefined && op.name === "mul" ? { scale: left, of: b, over: false } : undefined;
}

function scaledBy(build: Builder, value: Value, scale: number, over: boolean): Value | undefined {
  if (scale === 1) return value;
  if (scale === 0 || !Number.isFinite(scale)) return undefined;
  return over ? build.prim("div", value, build.const(scale)) : build.prim("mul", build.const(scale), value);
}

function isPowerOfTwo(x: number): boolean {
  const magnitude = Math.abs(x);
  return Number.isInteger(Math.log2(magnitude)) && 2 ** Math.log2(magnitude) === magnitude;
}

const opposite: Partial<Record<PrimOp["name"], PrimOp["name"]>> = {
  eq: "ne",
  ne: "eq",
  looseEq: "looseNe",
  looseNe: "looseEq",
};

/** `!!b`, and the negation of an equality. An order is not negated: of two NaN, neither is the smaller. */
function negated(a: Value, facts: Folding, build: Builder): Value | undefined {
  const inner = facts.definition(a);
  if (inner?.kind !== "prim") return undefined;
  const [operand] = inner.operands;
  if (inner.name === "not") return operand.type.kind === "bool" && facts.isProper(operand) ? operand : undefined;
  const name = opposite[inner.name];
  return name && build.prim(name, ...inner.operands);
}

/** A comparison of a choice between two constants with a constant: `(c ? 1 : 0) !== 0` is `c`. */
function decided(op: PrimOp, facts: Folding, build: Builder): Value | undefined {
  const [a, b] = op.operands;
  const choice = facts.definition(a);
  const other = facts.definition(b);
  const isEqual = op.name === "eq";
  if (choice?.kind !== "if" || other?.kind !== "const" || !(isEqual || op.name === "ne")) return undefined;
  const at = choice.results.indexOf(a);
  const outcomes = choice.regions.map(({ ops, yields }) => {
    const made = ops.find((each) => each.results.includes(yields[at])) ?? facts.definition(yields[at]);
    return made?.kind === "const" ? (made.value === other.value) === isEqual : undefined;
  });
  const [condition] = choice.operands;
  if (outcomes[0] === true && outcomes[1] === false) return condition;
  return outcomes[0] === false && outcomes[1] === true ? build.prim("not", condition) : undefined;
}
