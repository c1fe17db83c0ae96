/** Maximum, minimum and absolute value: functions with kinks. */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { F64 } from "../ir/types.js";
import type { PartialAt, Row } from "./rule.js";

const TIES = "Operands that tie share equally. Where an operand is NaN, so are the value and the derivatives.";
const CLARKE = "Clarke, Optimization and Nonsmooth Analysis, 2.3";

export const extrema = {
  max: {
    arity: "variadic",
    js: { call: "Math.max" },
    evaluate: (...x: number[]) => Math.max(...x),
    partial: (at) => extremum(at, "gt", "lt"),
    domain: "where one operand is the only largest",
    convention: TIES,
    source: `ECMA-262, Math.max; ${CLARKE}`,
    points: [[1, 2], [2, 1], [-1, -3, -2], [0.5, 3, 1, 2], [4]],
  },
  min: {
    arity: "variadic",
    js: { call: "Math.min" },
    evaluate: (...x: number[]) => Math.min(...x),
    partial: (at) => extremum(at, "lt", "gt"),
    domain: "where one operand is the only smallest",
    convention: TIES,
    source: `ECMA-262, Math.min; ${CLARKE}`,
    points: [[1, 2], [2, 1], [-1, -3, -2], [0.5, 3, 1, 2], [4]],
  },
  abs: {
    arity: 1,
    js: { call: "Math.abs" },
    evaluate: (x: number) => Math.abs(x),
    partial: ({ build, t, args: [x] }) => build.prim("mul", t, build.prim("sign", x)),
    domain: "x ≠ 0",
    convention: "abs'(0) = 0, at -0 too.",
    source: `ECMA-262, Math.abs; ${CLARKE}`,
    points: [[1.5], [-0.3]],
  },
} satisfies Record<string, Row>;

/** All of `t` to the operand that wins, nothing to one that loses, equal shares in a tie, NaN if none of these. */
function extremum({ build, i, t, args, y }: PartialAt, wins: PrimitiveName, loses: PrimitiveName): Value {
  if (args.length === 1) return t;
  const zero = build.const(0, F64);
  const nan = build.const(Number.NaN);
  if (args.length === 2) {
    const [own, other] = [args[i], args[1 - i]];
    return cases(build, nan, [
      [() => build.prim(wins, own, other), () => t],
      [() => build.prim(loses, own, other), () => zero],
      [() => build.prim("eq", own, other), () => build.prim("mul", build.const(0.5), t)],
    ]);
  }
  const share = (): Value => {
    const ties = args.map((operand) => build.prim("toNumber", build.prim("eq", operand, y)));
    return build.prim(
      "div",
      t,
      ties.reduce((sum, tie) => build.prim("add", sum, tie)),
    );
  };
  return cases(build, nan, [
    [() => build.prim(loses, args[i], y), () => zero],
    [() => build.prim("eq", args[i], y), share],
  ]);
}

/** The value of the first case whose condition holds; conditions and values are evaluated as far as needed. */
function cases(build: Builder, fallback: Value, [first, ...rest]: [() => Value, () => Value][]): Value {
  if (!first) return fallback;
  const [condition, value] = first;
  const then = emptyRegion();
  const otherwise = emptyRegion();
  const holds = condition();
  then.yields = [build.within(then, value)];
  otherwise.yields = [build.within(otherwise, () => cases(build, fallback, rest))];
  return build.if(holds, then, otherwise, [F64])[0];
}
