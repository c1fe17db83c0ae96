/** Exponentials and logarithms. */
import { ofOne } from "./complex.js";
import type { PartialAt, Row } from "./rule.js";
import type { Value } from "../ir/ops.js";

/** t / (x ln base) */
function logarithmic({ build, t, args: [x] }: PartialAt, lnBase: number): Value {
  return build.prim("div", t, build.prim("mul", x, build.const(lnBase)));
}

const POLE = "At x = 0 the pole of calculus: Infinity. For x < 0 the value is NaN.";

export const exponential = {
  exp: {
    arity: 1,
    js: { call: "Math.exp" },
    evaluate: (x: number) => Math.exp(x),
    approximate: true,
    partial: ({ build, t, y }) => build.prim("mul", t, y),
    imaginary: ofOne((plane, x, t) => plane.product(plane.of("exp", x), plane.of("sin", t))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.exp; DLMF 4.7(ii)",
    points: [[0], [1.5], [-3]],
  },
  expm1: {
    arity: 1,
    js: { call: "Math.expm1" },
    evaluate: (x: number) => Math.expm1(x),
    approximate: true,
    partial: ({ build, t, y }) => build.prim("mul", t, build.prim("add", y, build.const(1))),
    imaginary: ofOne((plane, x, t) => plane.product(plane.of("exp", x), plane.of("sin", t))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.expm1; DLMF 4.7(ii)",
    points: [[0], [1.5], [-3], [1e-5]],
  },
  log: {
    arity: 1,
    js: { call: "Math.log" },
    evaluate: (x: number) => Math.log(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => build.prim("div", t, x),
    imaginary: ofOne((plane, x, t) => plane.of("atan2", t, x)),
    domain: "x > 0",
    convention: POLE,
    source: "ECMA-262, Math.log; DLMF 4.7(i)",
    points: [[0.3], [1], [25]],
  },
  log1p: {
    arity: 1,
    js: { call: "Math.log1p" },
    evaluate: (x: number) => Math.log1p(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => build.prim("div", t, build.prim("add", build.const(1), x)),
    imaginary: ofOne((plane, x, t) => plane.of("atan2", t, plane.sum(1, x))),
    domain: "x > -1",
    convention: "At x = -1 the pole of calculus: Infinity. For x < -1 the value is NaN.",
    source: "ECMA-262, Math.log1p; DLMF 4.7(i)",
    points: [[0], [-0.6], [25], [1e-5]],
  },
  log2: {
    arity: 1,
    js: { call: "Math.log2" },
    evaluate: (x: number) => Math.log2(x),
    approximate: true,
    partial: (at) => logarithmic(at, Math.LN2),
    imaginary: ofOne((plane, x, t) => plane.quotient(plane.of("atan2", t, x), Math.LN2)),
    domain: "x > 0",
    convention: POLE,
    source: "ECMA-262, Math.log2; DLMF 4.7(i)",
    points: [[0.3], [1], [25]],
  },
  log10: {
    arity: 1,
    js: { call: "Math.log10" },
    evaluate: (x: number) => Math.log10(x),
    approximate: true,
    partial: (at) => logarithmic(at, Math.LN10),
    imaginary: ofOne((plane, x, t) => plane.quotient(plane.of("atan2", t, x), Math.LN10)),
    domain: "x > 0",
    convention: POLE,
    source: "ECMA-262, Math.log10; DLMF 4.7(i)",
    points: [[0.3], [1], [25]],
  },
  fermi: {
    arity: 1,
    js: {
      composed: (build, x) => {
        const one = build.const(1);
        return build.prim("div", one, build.prim("add", one, build.prim("exp", x)));
      },
    },
    evaluate: (x: number) => 1 / (1 + Math.exp(x)),
    approximate: true,
    // Finite where exp(x) is not, and made of the value alone.
    partial: ({ build, t, y }) =>
      build.prim("neg", build.prim("mul", t, build.prim("mul", y, build.prim("sub", build.const(1), y)))),
    domain: "everywhere",
    convention: "Exact up to rounding errors of y: 0 below x = -37, where y is rounded to 1.",
    source: "the Fermi function; ECMA-262, Math.exp; DLMF 4.7(ii)",
    points: [[0], [1.5], [-3], [800], [-800]],
  },
} satisfies Record<string, Row>;
